/** @file Follows the window's address and moves it. */
import { useSyncExternalStore } from 'react';
import { fromAddress, type Place, toAddress } from './place.ts';

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/** The place shown now. */
export function usePlace(): Place {
  return fromAddress(useSyncExternalStore(subscribe, () => window.location.hash));
}

/** Goes to a place; Back returns from it. */
export function go(place: Place): void {
  const address = toAddress(place);
  if (address !== window.location.hash) window.location.hash = address;
}

/** Goes to a place instead of the one shown, so that Back skips the one shown. */
export function goInstead(place: Place): void {
  window.history.replaceState(null, '', toAddress(place));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
