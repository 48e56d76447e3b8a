/** @file The words and colours of a connection's state. */
import type { ConnectionRow, ConnectionState } from '../generated/api.ts';

export type StateTone = 'good' | 'bad' | 'warn' | 'idle' | 'busy';

const states: Record<ConnectionState, { words: string; tone: StateTone }> = {
  not_connected: { words: 'Not connected', tone: 'idle' },
  signing_in: { words: 'Signing in', tone: 'busy' },
  connected: { words: 'Connected', tone: 'good' },
  needs_reconnect: { words: 'Needs reconnect', tone: 'bad' },
  limited: { words: 'Limited', tone: 'warn' },
  vault_locked: { words: 'Keychain locked', tone: 'warn' },
  offline: { words: 'Offline', tone: 'idle' },
};

export function stateWords(state: ConnectionState): string {
  return states[state].words;
}

export function stateTone(state: ConnectionState): StateTone {
  return states[state].tone;
}

/** True for what worked once and does not now, or not wholly: what is to be fixed. */
export function isBroken(row: ConnectionRow): boolean {
  return row.state === 'needs_reconnect' || row.state === 'limited';
}

/** True when another sign-in mends it: it is broken, or was granted less. A missing right comes back at the app alone. */
export function isMendedBySignIn(row: ConnectionRow): boolean {
  return (
    row.state === 'needs_reconnect' || (row.state === 'limited' && row.problem?.action?.kind === 'reconnect')
  );
}

/** True when the person has to do something before the connection works. */
export function needsPerson(row: ConnectionRow): boolean {
  return isBroken(row) || row.state === 'not_connected';
}

/** Those to fix first, then those not connected, then by name; the order of equals is kept. */
export function toFixFirst(rows: readonly ConnectionRow[]): ConnectionRow[] {
  const weight = (row: ConnectionRow) => (isBroken(row) ? 0 : needsPerson(row) ? 1 : 2);
  return [...rows].sort((one, other) => weight(one) - weight(other) || one.name.localeCompare(other.name));
}
