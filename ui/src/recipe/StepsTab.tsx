/** @file The steps of a recipe, one below the other, and the way to add one. */
import { useEffect } from 'react';
import type { RecipeView } from '../generated/api.ts';
import { Empty } from '../parts/Empty.tsx';
import { AddStep } from './AddStep.tsx';
import { focusStep } from './focusPlace.ts';
import { StepCard } from './StepCard.tsx';
import css from './StepsTab.module.css';

interface Props {
  recipe: RecipeView;
  /** The step to begin at, by id or by number. */
  at: string | undefined;
  /** The input of it to begin at. */
  input: string | undefined;
}

export function StepsTab({ recipe, at, input }: Props) {
  const wanted = recipe.steps.find(step => step.id === at || String(step.number) === at)?.id;
  useEffect(() => {
    if (!wanted) return;
    // What is folded away is unfolded by then.
    const frame = requestAnimationFrame(() => focusStep(wanted, input));
    return () => cancelAnimationFrame(frame);
  }, [wanted, input]);
  return (
    <div className={css.steps}>
      {recipe.steps.length === 0 ? (
        <Empty title="No steps yet" action={<AddStep recipe={recipe} isFirst />}>
          A recipe begins with what happens in one app, a new account for instance; the next steps say what
          follows.
        </Empty>
      ) : (
        <>
          <ol className={css.list}>
            {recipe.steps.map(step => (
              <li key={step.id}>
                <StepCard recipe={recipe} step={step} wantedInput={step.id === wanted ? input : undefined} />
              </li>
            ))}
          </ol>
          <AddStep recipe={recipe} />
        </>
      )}
    </div>
  );
}
