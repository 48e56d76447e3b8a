/** @file Asks the keychain to unlock, wherever that is in the way. */
import { useDeed } from '../engine.ts';
import { announce } from '../parts/announcer.ts';
import { Button, type Weight } from '../parts/Button.tsx';

interface Props {
  weight?: Weight;
}

export function UnlockButton({ weight = 'plain' }: Props) {
  const unlock = useDeed('vault.unlock');
  return (
    <Button
      weight={weight}
      isPending={unlock.isPending}
      onPress={() => unlock.mutate(null, { onSuccess: vault => announce(vault.words) })}
    >
      {unlock.isPending ? 'Asking…' : 'Unlock keychain'}
    </Button>
  );
}
