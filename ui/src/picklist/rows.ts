/** @file Pages of a picklist joined to the rows on screen; pure. */
import type { PicklistPage, PickRow } from '../generated/api.ts';

/**
 * The list's first answer is what stands in sight and one row more, so that it is on screen at once after every key; the
 * next ones are the largest allowed.
 */
export const firstPage = 10;
export const nextPage = 200;

/** Which list of which connection. */
export interface PicklistSource {
  connection: string;
  picklist: string;
  params: Readonly<Record<string, string>>;
}

/** A row as the list holds it. */
export interface ListRow {
  /** Unlike the key of any other row, whatever the app's values are. */
  key: string;
  row: PickRow;
  /** Set on the row that takes what is typed as it stands. */
  isTyped: boolean;
}

const typedKey = '+';

export function keyOf(value: string): string {
  return `=${value}`;
}

/** Each value once, in order; at the end what is typed, where that is allowed. */
export function listRows(pages: readonly PicklistPage[], typed: string | null): ListRow[] {
  const rows: ListRow[] = [];
  const seen = new Set<string>();
  for (const page of pages) {
    for (const row of page.rows) {
      if (seen.has(row.value)) continue;
      seen.add(row.value);
      rows.push({ key: keyOf(row.value), row, isTyped: false });
    }
  }
  if (typed !== null && typed !== '' && !seen.has(typed)) rows.push(typedRow(typed));
  return rows;
}

/**
 * The row that Enter takes after typing: the best match; where values of one's own are allowed, the row that is exactly
 * what was typed, or else that itself.
 */
export function rowTyped(rows: readonly ListRow[], typed: string, isManual: boolean): ListRow | undefined {
  if (!isManual) return rows[0];
  return rows.find(row => row.row.value === typed || row.row.label === typed) ?? typedRow(typed);
}

function typedRow(typed: string): ListRow {
  const row: PickRow = {
    value: typed,
    label: typed,
    kind: null,
    required: false,
    custom: false,
    hint: null,
    marks: [],
  };
  return { key: typedKey, row, isTyped: true };
}

/** Where the next page begins, as long as there is one. */
export function nextOffset(last: PicklistPage): number | undefined {
  const end = last.offset + last.rows.length;
  return last.rows.length > 0 && end < last.matched ? end : undefined;
}

export interface Stretch {
  text: string;
  isMarked: boolean;
}

/** The label cut at its marks. Marks outside the label, or over each other, are left out. */
export function stretches(label: string, marks: readonly (readonly [number, number])[]): Stretch[] {
  const parts: Stretch[] = [];
  let at = 0;
  for (const [start, length] of [...marks].sort((one, other) => one[0] - other[0])) {
    const end = start + length;
    if (start < at || length <= 0 || end > label.length) continue;
    if (start > at) parts.push({ text: label.slice(at, start), isMarked: false });
    parts.push({ text: label.slice(start, end), isMarked: true });
    at = end;
  }
  if (at < label.length) parts.push({ text: label.slice(at), isMarked: false });
  return parts;
}
