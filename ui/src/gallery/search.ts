/** @file The pretend engine's search: every letter in order, the best matches first. */
import type { PickRow } from '../generated/api.ts';

/** The rows whose label or value holds the text, with marks, best first. */
export function searched(rows: readonly PickRow[], text: string): PickRow[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...rows];
  const found: { row: PickRow; rank: number }[] = [];
  for (const row of rows) {
    const at = row.label.toLowerCase().indexOf(wanted);
    if (at >= 0) {
      found.push({ row: { ...row, marks: [[at, wanted.length]] }, rank: at === 0 ? 0 : 1 });
    } else if (row.value.toLowerCase().includes(wanted)) {
      found.push({ row, rank: 2 });
    }
  }
  return found.sort((one, other) => one.rank - other.rank).map(({ row }) => row);
}
