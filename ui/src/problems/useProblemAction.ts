/** @file Does the one thing a problem offers. */
import { useConnectDialog } from '../connect/connectDialog.ts';
import { useDeed } from '../engine.ts';
import type { Action, Problem, SlotName } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { stateWords } from '../parts/states.ts';
import { go } from '../usePlace.ts';

export interface ActionContext {
  connector?: string | undefined;
  connection?: string | undefined;
  slot?: SlotName | undefined;
  /** Asks again what failed. */
  retry?: (() => void) | undefined;
  /** Leads to the input whose choice is to be made again. */
  choose?: (() => void) | undefined;
}

export interface ProblemAction {
  start: (action: Action, context: ActionContext) => void;
  /** While the app or the keychain is asked. */
  isPending: boolean;
  /** Why the asking itself did not work. */
  error: Problem | null;
}

export function useProblemAction(): ProblemAction {
  const connect = useConnectDialog();
  const unlock = useDeed('vault.unlock');
  const test = useDeed('connection.test');
  const start = (action: Action, context: ActionContext) => {
    const { connector, connection, slot, retry, choose } = context;
    switch (action.kind) {
      case 'connect':
      case 'reconnect':
      case 'use_browser':
        if (connector) connect({ connector, connection, slot, scopes: action.scopes });
        break;
      case 'check':
      case 'retry':
        if (retry) retry();
        else if (connection)
          test.mutate(
            { id: connection },
            { onSuccess: ({ row }) => announce(`${row.name} checked: ${stateWords(row.state)}`) },
          );
        break;
      case 'register_client':
        go({ screen: 'settings', at: connector ? `client.${connector}` : 'clients' });
        break;
      case 'unlock_vault':
        unlock.mutate(null, { onSuccess: vault => announce(vault.words) });
        break;
      case 'choose_input':
        choose?.();
        break;
    }
  };
  return { start, isPending: test.isPending || unlock.isPending, error: test.error ?? unlock.error };
}
