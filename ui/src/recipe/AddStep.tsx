/** @file Adds a step: first the app (and which of its slots), then what happens or follows there. */
import { useState } from 'react';
import { useAnswer, useDeed } from '../engine.ts';
import type { OperationView, RecipeView, StepChoice } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Awaited } from '../parts/Awaited.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { go } from '../usePlace.ts';
import css from './AddStep.module.css';

export function AddStep({ recipe, isFirst = false }: { recipe: RecipeView; isFirst?: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button weight={isFirst ? 'main' : 'plain'} onPress={() => setIsOpen(true)}>
        Add step
      </Button>
      {isOpen ? <AddStepDialog recipe={recipe} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
}

function AddStepDialog({ recipe, onClose }: { recipe: RecipeView; onClose: () => void }) {
  const choices = useAnswer('recipe.choices', null);
  const [choice, setChoice] = useState<StepChoice | null>(null);
  const add = useDeed('recipe.add_step');
  const take = (operation: OperationView) => {
    if (!choice) return;
    add.mutate(
      { recipe: recipe.id, connector: choice.connector, role: choice.role, operation: operation.id },
      {
        onSuccess: view => {
          onClose();
          const added = view.steps.find(step => !recipe.steps.some(old => old.id === step.id));
          if (added) go({ screen: 'recipe', id: recipe.id, tab: 'recipe', at: added.id });
        },
      },
    );
  };
  return (
    <DialogFrame
      title={choice ? 'What happens there?' : 'In which app?'}
      logo={choice ? <AppLogo logo={choice.logo} role={choice.role} /> : null}
      isOpen
      onClose={onClose}
      foot={
        <>
          {choice ? (
            <Button weight="quiet" onPress={() => setChoice(null)}>
              Back to apps
            </Button>
          ) : null}
          <Button onPress={onClose}>Cancel</Button>
        </>
      }
    >
      {choice ? (
        <ul
          className={css.choices}
          aria-label={`Operations of ${choice.label}`}
          key={`${choice.connector} ${choice.role}`}
        >
          {choice.operations.map((operation, at) => (
            <li key={operation.id}>
              <Button
                weight="quiet"
                autoFocus={at === 0}
                isDisabled={add.isPending}
                onPress={() => take(operation)}
              >
                <span className={css.words}>
                  <span className={css.kind}>{operation.kind === 'trigger' ? 'When' : 'Then'}</span>
                  <Data>{operation.title}</Data>
                  {operation.hint ? (
                    <small>
                      <Data>{operation.hint}</Data>
                    </small>
                  ) : null}
                </span>
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <Awaited of={choices}>
          {apps => (
            <ul className={css.choices} aria-label="Apps">
              {apps.map((app, at) => (
                <li key={`${app.connector} ${app.role}`}>
                  <Button weight="quiet" autoFocus={at === 0} onPress={() => setChoice(app)}>
                    <span className={css.app}>
                      <AppLogo logo={app.logo} role={app.role} />
                      <Data>{app.label}</Data>
                    </span>
                  </Button>
                </li>
              ))}
            </ul>
          )}
        </Awaited>
      )}
      {add.error ? <ProblemPanel problem={add.error} isAlert /> : null}
    </DialogFrame>
  );
}
