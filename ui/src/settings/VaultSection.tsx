/** @file How the vault stands, and what can be done about it. */
import { useState } from 'react';
import { useAnswer, useDeed } from '../engine.ts';
import type { VaultState } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Section } from '../parts/Section.tsx';
import css from './VaultSection.module.css';

const tones: Record<VaultState, 'good' | 'warn' | 'bad'> = {
  unlocked: 'good',
  session_only: 'warn',
  waiting: 'warn',
  locked: 'warn',
  no_keychain: 'bad',
  key_lost: 'bad',
  failed: 'bad',
};

export function VaultSection({ at }: { at: string | undefined }) {
  const { data: status } = useAnswer('status', null);
  const unlock = useDeed('vault.unlock');
  const session = useDeed('vault.session_only');
  const startOver = useDeed('vault.start_over');
  const [isAsking, setIsAsking] = useState(false);
  const vault = status?.vault;
  return (
    <Section
      title="Keychain"
      at={at === 'vault' ? at : undefined}
      under="Sign-ins are sealed on this computer; the key to them lies in the system's keychain."
    >
      {vault ? (
        <div className={css.vault}>
          <p className={css[tones[vault.state]]} data-vault={vault.state}>
            <Data>{vault.words}</Data>
          </p>
          {vault.problem ? <ProblemPanel problem={vault.problem} /> : null}
          {vault.state === 'unlocked' ? null : (
            <div className={css.actions}>
              <Button weight="main" isPending={unlock.isPending} onPress={() => unlock.mutate(null)}>
                Ask the keychain again
              </Button>
              {vault.state === 'session_only' ? null : (
                <Button isPending={session.isPending} onPress={() => session.mutate(null)}>
                  Go on without a keychain
                </Button>
              )}
              {vault.state === 'key_lost' ? (
                <Button weight="danger" onPress={() => setIsAsking(true)}>
                  Start over…
                </Button>
              ) : null}
            </div>
          )}
          {vault.state === 'unlocked' || vault.state === 'session_only' ? null : (
            <p className={css.aside}>Without a keychain, sign-ins last until Larder ends.</p>
          )}
          <Confirm
            title="Start over with a new key"
            isOpen={isAsking}
            onClose={() => setIsAsking(false)}
            verb="Start over"
            isPending={startOver.isPending}
            problem={startOver.error}
            onConfirm={() => startOver.mutate(null, { onSuccess: () => setIsAsking(false) })}
          >
            <p>
              What the lost key sealed is given up: every connection asks to be reconnected, and client
              secrets are typed again. Recipes, choices and loaded metadata stay.
            </p>
          </Confirm>
          {(unlock.error ?? session.error) ? (
            <ProblemPanel
              problem={(unlock.error ?? session.error) as NonNullable<typeof unlock.error>}
              isAlert
            />
          ) : null}
        </div>
      ) : null}
    </Section>
  );
}
