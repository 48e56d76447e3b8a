/** @file Asks before the window closes while a renewed sign-in is not stored: what is lost, and how to keep it. */
import { useAnswer, useDeed } from '../engine.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';

export function LeavingDialog() {
  const { data: status } = useAnswer('status', null);
  const store = useDeed('leave.store');
  const anyway = useDeed('leave.anyway');
  const stay = useDeed('leave.stay');
  const problem = status?.leaving;
  if (!problem) return null;
  const isBusy = store.isPending || anyway.isPending;
  const keep = () =>
    store.mutate(null, {
      onSuccess: ({ leaving }) => announce(leaving ? leaving.what : 'Everything is stored. Larder closes.'),
    });
  return (
    <DialogFrame
      isAlert
      title="Quit and lose a renewed sign-in?"
      isOpen
      onClose={() => stay.mutate(null)}
      foot={
        <>
          <Button weight="quiet" onPress={() => stay.mutate(null)}>
            Stay
          </Button>
          <Button weight="danger" isPending={anyway.isPending} onPress={() => anyway.mutate(null)}>
            Quit anyway
          </Button>
          <Button weight="main" autoFocus isPending={store.isPending} onPress={keep}>
            {store.isPending ? 'Asking…' : <Data>{problem.action?.label ?? 'Try again'}</Data>}
          </Button>
        </>
      }
    >
      <p>
        <Data>{problem.what}</Data>
      </p>
      <p>
        <Data>{problem.safe}</Data>
      </p>
      <p>
        <Data>{problem.hint}</Data>
      </p>
      {store.isSuccess && !isBusy ? <p role="status">Tried just now: it is still so.</p> : null}
      {store.error ? <ProblemPanel problem={store.error} isAlert /> : null}
    </DialogFrame>
  );
}
