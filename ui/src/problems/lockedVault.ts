/** @file What a locked vault stops, and what it does not. */
import type { VaultState } from '../generated/api.ts';

/** True while nothing sealed can be read or written, but asking the keychain may change that. */
export function isVaultShut(state: VaultState): boolean {
  return state === 'locked' || state === 'no_keychain' || state === 'failed' || state === 'key_lost';
}

/** What the bar over every screen says: what is shut, and that the rest goes on. */
export const whatGoesOn =
  'Connections, recipes and the lists read before can be seen and used; asking an app has to wait.';
