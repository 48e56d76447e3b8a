/** @file The time, moved on for everything that shows an age (twice a minute) or counts down (every second). */
import { useSyncExternalStore } from 'react';

interface Clock {
  subscribe: (changed: () => void) => () => void;
  read: () => number;
}

/** Ticks only while something shows it. */
function clock(milliseconds: number): Clock {
  let now = Date.now();
  const listeners = new Set<() => void>();
  let ticking: ReturnType<typeof setInterval> | undefined;
  return {
    subscribe(changed) {
      listeners.add(changed);
      now = Date.now();
      ticking ??= setInterval(() => {
        now = Date.now();
        for (const listener of listeners) listener();
      }, milliseconds);
      return () => {
        listeners.delete(changed);
        if (listeners.size > 0) return;
        clearInterval(ticking);
        ticking = undefined;
      };
    },
    read: () => now,
  };
}

const halfMinutes = clock(30_000);
const seconds = clock(1_000);

/** Milliseconds since 1970, renewed every half minute. */
export function useNow(): number {
  return useSyncExternalStore(halfMinutes.subscribe, halfMinutes.read);
}

/** Milliseconds since 1970, renewed every second. */
export function useSecond(): number {
  return useSyncExternalStore(seconds.subscribe, seconds.read);
}
