/** @file The steps of a recipe, one below the other, and the way to add one. */
import { useEffect } from 'react';
import type { RecipeView } from '../generated/api.ts';
import { Empty } from '../parts/Empty.tsx';
import { AddStep } from './AddStep.tsx';
import { StepCard } from './StepCard.tsx';
import css from './StepsTab.module.css';

export function StepsTab({ recipe, at }: { recipe: RecipeView; at: string | undefined }) {
  useEffect(() => {
    if (!at) return;
    const card = document.getElementById(stepElement(at));
    card?.scrollIntoView({ block: 'start' });
    card?.focus({ preventScroll: true });
  }, [at]);
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
                <StepCard recipe={recipe} step={step} elementId={stepElement(step.id)} />
              </li>
            ))}
          </ol>
          <AddStep recipe={recipe} />
        </>
      )}
    </div>
  );
}

function stepElement(step: string): string {
  return `step-${step}`;
}
