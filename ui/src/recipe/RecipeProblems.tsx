/** @file What needs the person in a recipe: sign-ins, steps, lost choices; each line leads to its place. */
import type { RecipeProblem, RecipeView } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { slotAddress } from '../place.ts';
import { FixButton } from '../queue/FixButton.tsx';
import { needsSignIn } from '../queue/queue.ts';
import { focusSlot, focusStep } from './focusPlace.ts';
import { problemGroups, problemPlace } from './problemGroups.ts';
import css from './RecipeProblems.module.css';

export function RecipeProblems({ recipe }: { recipe: RecipeView }) {
  const bound = recipe.slots.flatMap(slot => (slot.connection ? [slot.connection] : []));
  const toFix = bound.filter(
    (row, at) => needsSignIn(row) && bound.findIndex(one => one.id === row.id) === at,
  );
  const groups = problemGroups(recipe.problems, recipe.slots);
  const isLoud = groups.some(group => group.kind !== 'locked');
  return (
    <section className={`${css.problems} ${isLoud ? css.loud : css.waiting}`} aria-label="What needs you">
      <div className={css.groups}>
        {groups.map(group => (
          <div key={group.kind} className={css.group} data-group={group.kind}>
            <b>{group.title}</b>
            <ul>
              {group.problems.map(problem => (
                <li key={`${problem.what} ${problem.step} ${problem.input}`}>
                  <OpenLink to={problemPlace(recipe, problem)} onPress={() => focusAgain(problem)}>
                    <Data>{problem.what}</Data>
                  </OpenLink>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {toFix.length > 1 ? <FixButton rows={toFix} /> : null}
    </section>
  );
}

/** A line that was pressed before leads to its place again, although the address does not change. */
function focusAgain(problem: RecipeProblem): void {
  const before = window.location.hash;
  requestAnimationFrame(() => {
    if (window.location.hash !== before) return;
    if (problem.step === null) focusSlot(slotAddress(problem.connector, problem.role));
    else focusStep(problem.step, problem.input ?? undefined);
  });
}
