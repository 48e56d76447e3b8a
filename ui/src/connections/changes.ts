/** @file Says the difference between receipts: since when, what is gone, what came, what that touches. */
import type { Change, UsedBy } from '../generated/api.ts';
import { date, listed } from '../times.ts';
import { mergedUses, usesWords } from './uses.ts';

export interface Difference {
  at: number;
  since: number;
  /** "lost Edit on Account and the scope refresh_token". */
  words: string;
  isLoss: boolean;
  affects: UsedBy[];
}

/** Changes noticed at one time belong together; what is lost and what came are told apart. Newest first, as told. */
export function differences(changes: readonly Change[]): Difference[] {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    const key = `${change.at} ${change.since} ${change.lost}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].flatMap(group => {
    const first = group[0];
    if (!first) return [];
    return [
      {
        at: first.at,
        since: first.since,
        words: `${first.lost ? 'lost' : 'got'} ${listed(group.map(one => one.what))}`,
        isLoss: first.lost,
        affects: mergedUses(group.flatMap(one => one.affects)),
      },
    ];
  });
}

/** "Since 12 Sep: lost Edit on Account; 3 steps in 2 recipes are affected." */
export function differenceWords(difference: Difference, now: number): string {
  const touched = difference.isLoss ? usesWords(difference.affects) : null;
  const are = touched?.startsWith('1 ') ? 'is' : 'are';
  const affected = touched ? `; ${touched} ${are} affected` : '';
  return `Since ${date(difference.since, now)}: ${difference.words}${affected}.`;
}
