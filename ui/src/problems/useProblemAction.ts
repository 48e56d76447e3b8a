/** @file Does the one thing a problem offers. */
import { useConnectDialog } from '../connect/connectDialog.ts';
import { useDeed } from '../engine.ts';
import type { Action, SlotName } from '../generated/api.ts';
import { go } from '../usePlace.ts';

export interface ActionContext {
  connector?: string | undefined;
  connection?: string | undefined;
  slot?: SlotName | undefined;
  /** Asks again what failed. */
  retry?: (() => void) | undefined;
}

export function useProblemAction(): (action: Action, context: ActionContext) => void {
  const connect = useConnectDialog();
  const unlock = useDeed('vault.unlock');
  const test = useDeed('connection.test');
  return (action, { connector, connection, slot, retry }) => {
    switch (action.kind) {
      case 'connect':
      case 'reconnect':
      case 'use_browser':
        if (connector) connect({ connector, connection, slot });
        break;
      case 'check':
      case 'retry':
        if (retry) retry();
        else if (connection) test.mutate({ id: connection });
        break;
      case 'register_client':
        go({ screen: 'settings', at: connector ? `client.${connector}` : 'clients' });
        break;
      case 'unlock_vault':
        unlock.mutate(null);
        break;
      case 'choose_input':
        break;
    }
  };
}
