/** @file The connection that was removed last, until its notice is put away. */
import { useSyncExternalStore } from 'react';

export interface JustRemoved {
  id: string;
  name: string;
  /** What the app said to the end of the sign-in. */
  said: string;
}

let last: JustRemoved | null = null;
const hearers = new Set<() => void>();

export function tellRemoved(removed: JustRemoved | null): void {
  last = removed;
  for (const heard of hearers) heard();
}

function subscribe(heard: () => void): () => void {
  hearers.add(heard);
  return () => hearers.delete(heard);
}

export function useJustRemoved(): JustRemoved | null {
  return useSyncExternalStore(subscribe, () => last);
}
