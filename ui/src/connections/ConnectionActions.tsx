/** @file The verbs of a connection: connect, reconnect, show its sign-in, check it. */
import { targetOf, useConnectDialog } from '../connect/connectDialog.ts';
import { useDeed } from '../engine.ts';
import type { ConnectionRow, SlotName } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { stateWords } from '../parts/states.ts';
import { UnlockButton } from '../problems/UnlockButton.tsx';

export function ConnectionActions({ row, slot }: { row: ConnectionRow; slot?: SlotName | undefined }) {
  const connect = useConnectDialog();
  const test = useDeed('connection.test');
  const open = () => connect(targetOf(row, slot));
  const check = () =>
    test.mutate(
      { id: row.id },
      { onSuccess: view => announce(`${row.name} checked: ${stateWords(view.row.state)}`) },
    );
  if (row.state === 'not_connected') {
    return (
      <Button weight="main" onPress={open}>
        Connect
      </Button>
    );
  }
  if (row.state === 'signing_in') return <Button onPress={open}>Show sign-in</Button>;
  // Nothing sealed can be used or replaced before; the panel below says so and unlocks.
  if (row.state === 'vault_locked') return row.problem ? null : <UnlockButton />;
  // The problem's own panel asks again.
  const offered = row.problem?.action?.kind;
  const asksItself = offered === 'check' || offered === 'retry' || row.next_try_at !== null;
  return (
    <>
      {asksItself ? null : (
        <Button onPress={check} isPending={test.isPending}>
          {test.isPending ? 'Checking…' : 'Check now'}
        </Button>
      )}
      <Button
        weight={row.state === 'needs_reconnect' && !row.problem?.action ? 'main' : 'plain'}
        onPress={open}
      >
        Reconnect
      </Button>
      {test.error && !row.problem ? (
        <ProblemPanel problem={test.error} app={row.connector_name} isAlert />
      ) : null}
    </>
  );
}
