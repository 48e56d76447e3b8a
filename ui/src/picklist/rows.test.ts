/** @file Proves how pages become rows and labels become stretches. */
import { describe, expect, it } from 'vitest';
import type { PicklistPage, PickRow } from '../generated/api.ts';
import { listRows, nextOffset, stretches } from './rows.ts';

const row = (value: string): PickRow => ({
  value,
  label: value.toUpperCase(),
  kind: null,
  required: false,
  custom: false,
  hint: null,
  marks: [],
});

const page = (values: string[], offset = 0, matched = values.length): PicklistPage => ({
  rows: values.map(row),
  offset,
  matched,
  total: matched,
  complete: true,
  fetched_at: 0,
  stale: null,
});

describe('rows of a picklist', () => {
  it('are the pages in order, each value once', () => {
    const rows = listRows([page(['a', 'b']), page(['b', 'c'], 2)], null);
    expect(rows.map(one => one.row.value)).toEqual(['a', 'b', 'c']);
    expect(new Set(rows.map(one => one.key)).size).toBe(3);
  });
  it('end with what is typed where that is allowed and not listed already', () => {
    expect(listRows([page(['a'])], 'x').at(-1)).toMatchObject({ isTyped: true, row: { value: 'x' } });
    expect(listRows([page(['a'])], 'a')).toHaveLength(1);
    expect(listRows([page(['a'])], '')).toHaveLength(1);
  });
  it('keep the typed row apart from any value of the app', () => {
    const keys = listRows([page(['+', '=+', ''])], 'new').map(one => one.key);
    expect(new Set(keys).size).toBe(4);
  });
  it('go on where the last page ended, until everything that matches is there', () => {
    expect(nextOffset(page(['a', 'b'], 0, 5))).toBe(2);
    expect(nextOffset(page(['e'], 4, 5))).toBeUndefined();
    expect(nextOffset(page([], 2, 5))).toBeUndefined();
  });
});

describe('marks in a label', () => {
  it('cut it into stretches that make it up again', () => {
    const parts = stretches('Account team contact', [
      [0, 3],
      [13, 2],
    ]);
    expect(parts.map(part => part.text).join('')).toBe('Account team contact');
    expect(parts.filter(part => part.isMarked).map(part => part.text)).toEqual(['Acc', 'co']);
  });
  it('are left out when they lie outside or over each other', () => {
    for (const marks of [[[5, 9]], [[0, 0]], [[-1, 2]]] as [number, number][][]) {
      expect(stretches('Name', marks)).toEqual([{ text: 'Name', isMarked: false }]);
    }
    expect(
      stretches('abcd', [
        [0, 3],
        [1, 2],
      ]),
    ).toEqual([
      { text: 'abc', isMarked: true },
      { text: 'd', isMarked: false },
    ]);
  });
});
