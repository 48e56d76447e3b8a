/** @file The recipes that lose something when a connection goes. */
import type { UsedBy } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { counted, listed } from '../times.ts';
import css from './Consequences.module.css';

export function Consequences({ usedBy, verb }: { usedBy: readonly UsedBy[]; verb: string }) {
  if (usedBy.length === 0) return <p>No recipe uses it.</p>;
  return (
    <div className={css.consequences}>
      <p>
        {counted(usedBy.length, 'recipe')} {verb}:
      </p>
      <ul>
        {usedBy.map(use => (
          <li key={`${use.recipe} ${use.role}`}>
            <Data>{use.recipe_name}</Data>
            {use.steps.length > 0
              ? `, ${use.steps.length === 1 ? 'step' : 'steps'} ${listed(use.steps)}`
              : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
