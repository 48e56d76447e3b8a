/** @file The recipes and steps that lose something when a deed is done, shown before it. */
import type { UsedBy } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { counted } from '../times.ts';
import css from './Consequences.module.css';
import { mergedUses, stepsWords } from './uses.ts';

interface Props {
  usedBy: readonly UsedBy[];
  /** What happens to a recipe; two where one and several are told differently. */
  verb: string | readonly [string, string];
}

export function Consequences({ usedBy, verb }: Props) {
  const uses = mergedUses(usedBy);
  if (uses.length === 0) return <p>No recipe uses it.</p>;
  const recipes = new Set(uses.map(use => use.recipe)).size;
  return (
    <div className={css.consequences} data-consequences="">
      <p>
        {counted(recipes, 'recipe')} {typeof verb === 'string' ? verb : verb[recipes === 1 ? 0 : 1]}:
      </p>
      <ul>
        {uses.map(use => (
          <li key={`${use.recipe} ${use.role}`}>
            <Data>{use.recipe_name}</Data>
            {use.steps.length > 0 ? `, ${stepsWords(use.steps)}` : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
