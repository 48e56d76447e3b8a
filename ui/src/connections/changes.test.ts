/** @file Proves the words for what changed between two receipts. */
import { describe, expect, it } from 'vitest';
import type { Change, ConnectionView, UsedBy } from '../generated/api.ts';
import { differences, differenceWords } from './changes.ts';
import { brokenUses, mergedUses, usesWords } from './uses.ts';

const now = Date.UTC(2026, 10, 24, 12);
const since = Date.UTC(2026, 8, 12, 12);
const use = (recipe: string, ...steps: number[]): UsedBy => ({
  recipe,
  recipe_name: recipe,
  role: 'primary',
  steps,
});
const lost = (what: string, ...affects: UsedBy[]): Change => ({ at: now, since, lost: true, what, affects });

describe('a difference between receipts', () => {
  it('says since when, what is lost and what that touches', () => {
    const [one] = differences([lost('Edit on Account', use('a', 1, 3), use('b', 2))]);
    expect(one && differenceWords(one, now)).toBe(
      'Since 12 Sep: lost Edit on Account; 3 steps in 2 recipes are affected.',
    );
  });
  it('joins what was noticed at once, and counts a step once', () => {
    const found = differences([
      lost('Edit on Account', use('a', 3)),
      lost('the scope refresh_token', use('a', 3)),
    ]);
    expect(found).toHaveLength(1);
    expect(found[0] && differenceWords(found[0], now)).toBe(
      'Since 12 Sep: lost Edit on Account and the scope refresh_token; 1 step in 1 recipe is affected.',
    );
  });
  it('tells what came apart from what is lost, without frightening', () => {
    const found = differences([
      lost('Edit on Account'),
      { ...lost('Read on Contact', use('a', 1)), lost: false },
    ]);
    expect(found.map(one => differenceWords(one, now))).toEqual([
      'Since 12 Sep: lost Edit on Account.',
      'Since 12 Sep: got Read on Contact.',
    ]);
  });
});

describe('uses', () => {
  it('are merged by recipe and role, with their steps in order', () => {
    expect(mergedUses([use('a', 3), use('b', 1), use('a', 1, 3)])).toEqual([use('a', 1, 3), use('b', 1)]);
  });
  it('are told as recipes where no step is named', () => {
    expect(usesWords([])).toBeNull();
    expect(usesWords([use('a')])).toBe('1 recipe');
    expect(usesWords([use('a', 1), use('b', 1, 2)])).toBe('3 steps in 2 recipes');
  });
  it('are broken only where a missing right is needed, when only rights are missing', () => {
    const view = (state: string): ConnectionView =>
      ({
        row: { state },
        used_by: [use('a', 1, 2, 3)],
        rights: {
          lines: [
            { label: 'Edit', state: 'missing', needed_by: [use('a', 3)] },
            { label: 'Read', state: 'granted', needed_by: [use('a', 1)] },
            { label: 'Create', state: 'missing', needed_by: [use('a', 2)] },
          ],
        },
      }) as unknown as ConnectionView;
    expect(brokenUses(view('limited'))).toEqual([use('a', 2, 3)]);
    expect(brokenUses(view('needs_reconnect'))).toEqual([use('a', 1, 2, 3)]);
  });
});
