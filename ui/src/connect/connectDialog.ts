/** @file Opens the connect dialog from anywhere: a slot, a step, a list, an app. */
import { createContext, use } from 'react';
import type { ConnectionRow, SlotName } from '../generated/api.ts';

export interface ConnectTarget {
  connector: string;
  /** Reconnects this connection in place; else a new one is made. */
  connection?: string | undefined;
  /** Binds the connection to this slot. */
  slot?: SlotName | undefined;
  /** Shows this running sign-in. */
  signIn?: string | undefined;
  /** Asks for these scopes besides those of the connection. */
  scopes?: readonly string[] | undefined;
  /** Goes on to the sign-in by itself where nothing has to be typed or chosen first. */
  startsAtOnce?: boolean | undefined;
}

export const ConnectDialogContext = createContext<(target: ConnectTarget) => void>(() => undefined);

/** How a component opens the dialog. */
export function useConnectDialog(): (target: ConnectTarget) => void {
  return use(ConnectDialogContext);
}

/** What the button of a row opens: the sign-in that runs for it, or the way to repair it. */
export function targetOf(row: ConnectionRow, slot?: SlotName): ConnectTarget {
  return { connector: row.connector, connection: row.id, slot, signIn: row.sign_in ?? undefined };
}
