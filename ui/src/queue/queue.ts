/** @file The way through the broken connections, one after the other: which is next, which work again. */
import type { ConnectionRow } from '../generated/api.ts';
import { isMendedBySignIn, toFixFirst } from '../parts/states.ts';
import { counted } from '../times.ts';

export interface QueueItem {
  id: string;
  name: string;
  /** What the person did about it; what became of the connection itself is read from its row. */
  done: 'nothing' | 'fixed' | 'skipped';
}

export type QueueStand = 'open' | 'fixed' | 'skipped' | 'gone';

/** Whether a sign-in is what it needs. */
export function needsSignIn(row: ConnectionRow): boolean {
  return isMendedBySignIn(row) || row.state === 'not_connected';
}

/** Those that a sign-in mends, in the order of the list. */
export function queueOf(rows: readonly ConnectionRow[]): QueueItem[] {
  return toFixFirst(rows.filter(needsSignIn)).map(({ id, name }) => ({ id, name, done: 'nothing' }));
}

/** A connection may be mended or removed meanwhile, from elsewhere: then nothing is left to do for it. */
export function standOf(item: QueueItem, rows: readonly ConnectionRow[]): QueueStand {
  const row = rows.find(one => one.id === item.id);
  if (!row) return 'gone';
  if (item.done === 'fixed') return 'fixed';
  if (row.state !== 'signing_in' && !needsSignIn(row)) return 'fixed';
  return item.done === 'skipped' ? 'skipped' : 'open';
}

/** Place of the next one to see to, from 0; none at the end. */
export function nextOf(items: readonly QueueItem[], rows: readonly ConnectionRow[]): number | null {
  const at = items.findIndex(item => standOf(item, rows) === 'open');
  return at < 0 ? null : at;
}

export function withDone(items: readonly QueueItem[], id: string, done: QueueItem['done']): QueueItem[] {
  return items.map(item => (item.id === id ? { ...item, done } : item));
}

/** "All 4 connections work again", "3 of 4 connections work again". */
export function summaryWords(items: readonly QueueItem[], rows: readonly ConnectionRow[]): string {
  const fixed = items.filter(item => standOf(item, rows) === 'fixed').length;
  if (fixed === 0) return 'No connection was fixed';
  if (fixed < items.length) return `${fixed} of ${counted(items.length, 'connection')} work again`;
  return items.length === 1
    ? 'The connection works again'
    : `All ${counted(items.length, 'connection')} work again`;
}
