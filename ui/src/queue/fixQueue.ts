/** @file Opens the way through the broken connections from anywhere. */
import { createContext, use } from 'react';
import type { ConnectionRow } from '../generated/api.ts';

export const FixQueueContext = createContext<(rows: readonly ConnectionRow[]) => void>(() => undefined);

/** How a component begins to fix several connections. */
export function useFixQueue(): (rows: readonly ConnectionRow[]) => void {
  return use(FixQueueContext);
}
