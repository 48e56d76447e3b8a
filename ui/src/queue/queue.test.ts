/** @file Proves the way through the broken connections: none is met twice, none is forgotten. */
import { describe, expect, it } from 'vitest';
import type { ConnectionRow, ConnectionState } from '../generated/api.ts';
import { nextOf, queueOf, standOf, summaryWords, withDone } from './queue.ts';

const row = (id: string, state: ConnectionState): ConnectionRow => ({
  id,
  name: id,
  connector: 'salesforce',
  connector_name: 'Salesforce',
  logo: { letter: 'S', color: '#000000', mark: '' },
  way: 'oauth2',
  way_label: '',
  state,
  identity: null,
  problem: null,
  sign_in: null,
  connected_at: null,
  last_ok_at: null,
  used_by: 0,
  next_try_at: null,
});

const limited = (id: string, kind: 'reconnect' | 'check'): ConnectionRow => ({
  ...row(id, 'limited'),
  problem: {
    kind: 'rights',
    what: '',
    safe: '',
    hint: '',
    action: { kind, label: '' },
    detail: null,
    field: null,
  },
});

const rows = [
  row('d', 'not_connected'),
  limited('e', 'check'),
  row('c', 'connected'),
  limited('b', 'reconnect'),
  row('a', 'needs_reconnect'),
];

describe('the queue', () => {
  it('holds those that a sign-in mends: the broken first, those that were never connected last, no missing right', () => {
    expect(queueOf(rows).map(item => item.id)).toEqual(['a', 'b', 'd']);
  });
  it('goes on after a success, before the list knows of it', () => {
    const items = withDone(queueOf(rows), 'a', 'fixed');
    expect(nextOf(items, rows)).toBe(1);
  });
  it('stays at one whose sign-in runs or was left', () => {
    const running = [row('a', 'signing_in'), ...rows.slice(0, 4)];
    expect(nextOf(queueOf(rows), running)).toBe(0);
    expect(nextOf(queueOf(rows), rows)).toBe(0);
  });
  it('passes over what was mended or removed elsewhere', () => {
    const items = queueOf(rows);
    const meanwhile = [row('a', 'connected'), row('d', 'not_connected')];
    expect(items.map(item => standOf(item, meanwhile))).toEqual(['fixed', 'gone', 'open']);
    expect(nextOf(items, meanwhile)).toBe(2);
  });
  it('counts one that was skipped as fixed when it works after all', () => {
    const items = withDone(queueOf(rows), 'a', 'skipped');
    expect(standOf(items[0] ?? fail(), rows)).toBe('skipped');
    expect(standOf(items[0] ?? fail(), [row('a', 'connected')])).toBe('fixed');
  });
  it('sums up at the end', () => {
    const items = queueOf(rows);
    expect(summaryWords(items, rows)).toBe('No connection was fixed');
    expect(summaryWords(withDone(items, 'a', 'fixed'), rows)).toBe('1 of 3 connections work again');
    expect(
      summaryWords(
        items.map(item => ({ ...item, done: 'fixed' })),
        rows,
      ),
    ).toBe('All 3 connections work again');
  });
});

function fail(): never {
  throw new Error('the queue is empty');
}
