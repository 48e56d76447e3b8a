/** @file Words for the recipes and steps that act through a connection. */
import type { ConnectionView, UsedBy } from '../generated/api.ts';
import { counted, listed } from '../times.ts';

/** "step 3", "steps 1 and 3". */
export function stepsWords(steps: readonly number[]): string {
  return `${steps.length === 1 ? 'step' : 'steps'} ${listed(steps)}`;
}

/** The same use told twice is one; steps are joined, in order. */
export function mergedUses(uses: readonly UsedBy[]): UsedBy[] {
  const merged = new Map<string, UsedBy>();
  for (const use of uses) {
    const key = JSON.stringify([use.recipe, use.role]);
    const known = merged.get(key);
    const steps = [...new Set([...(known?.steps ?? []), ...use.steps])].sort((one, other) => one - other);
    merged.set(key, { ...use, steps });
  }
  return [...merged.values()];
}

/** "3 steps in 2 recipes"; none when nothing is touched. */
export function usesWords(uses: readonly UsedBy[]): string | null {
  const merged = mergedUses(uses);
  if (merged.length === 0) return null;
  const recipes = counted(new Set(merged.map(use => use.recipe)).size, 'recipe');
  const steps = merged.reduce((sum, use) => sum + use.steps.length, 0);
  return steps === 0 ? recipes : `${counted(steps, 'step')} in ${recipes}`;
}

/** What does not work now: with some rights or scopes missing only the steps that need those, else all. */
export function brokenUses(view: Pick<ConnectionView, 'row' | 'rights' | 'scopes' | 'used_by'>): UsedBy[] {
  const lacking = view.scopes?.lacking ?? [];
  if (view.row.state !== 'limited' || (!view.rights && lacking.length === 0)) return view.used_by;
  const missing = view.rights?.lines.filter(line => line.state === 'missing') ?? [];
  return mergedUses([...lacking.flatMap(scope => scope.used_by), ...missing.flatMap(line => line.needed_by)]);
}
