/** @file One step: what happens or what follows, in which app, and what it needs to know. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import type { InputView, RecipeView, StepView } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Data } from '../parts/Data.tsx';
import { Disclosed } from '../parts/Disclosed.tsx';
import { MoreMenu } from '../parts/MoreMenu.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { useProblemAction } from '../problems/useProblemAction.ts';
import { visible } from '../visible.ts';
import { StepInput } from './StepInput.tsx';
import css from './StepsTab.module.css';

interface Props {
  recipe: RecipeView;
  step: StepView;
  /** The input of it that somebody was led to. */
  wantedInput: string | undefined;
}

export function StepCard({ recipe, step, wantedInput }: Props) {
  const [isRemoving, setIsRemoving] = useState(false);
  const remove = useDeed('recipe.remove_step');
  const act = useProblemAction();
  const slot = recipe.slots.find(one => one.connector === step.connector && one.role === step.role);
  const required = step.inputs.filter(input => input.required);
  const optional = step.inputs.filter(input => !input.required);
  const firstBlocked = step.inputs.find(input => input.blocked !== null)?.key;
  const draw = (input: InputView) => (
    <StepInput
      key={input.key}
      recipe={recipe.id}
      step={step}
      input={input}
      isFirstBlocked={input.key === firstBlocked}
    />
  );
  return (
    <section
      className={css.card}
      tabIndex={-1}
      aria-label={`Step ${step.number}: ${visible(step.title)}`}
      data-step={step.id}
    >
      <header className={css.head}>
        <span className={css.number} aria-hidden="true">
          {step.number}
        </span>
        <div className={css.title}>
          <h2>
            <span className={css.kind}>{step.kind === 'trigger' ? 'When' : 'Then'}</span>{' '}
            <Data>{step.title}</Data>
          </h2>
          <div className={css.slot}>
            <AppLogo logo={step.logo} role={step.role} size="small" />
            <Data>{step.slot_label}</Data>
            {slot?.connection ? (
              <StateMark state={slot.connection.state} />
            ) : (
              <StateMark state="not_connected" />
            )}
          </div>
        </div>
        <MoreMenu
          label={`More for step ${step.number}`}
          items={[{ id: 'remove', label: 'Remove step…', onAction: () => setIsRemoving(true) }]}
        />
      </header>
      {step.hint ? (
        <p className={css.hint}>
          <Data>{step.hint}</Data>
        </p>
      ) : null}
      {step.problem ? (
        <div className={css.problem}>
          <ProblemPanel
            problem={step.problem}
            app={slot?.connector_name}
            isPending={act.isPending}
            onAction={action =>
              act.start(action, {
                connector: step.connector,
                connection: slot?.connection?.id,
                slot: { recipe: recipe.id, connector: step.connector, role: step.role },
              })
            }
          />
        </div>
      ) : null}
      <div className={css.inputs}>{required.map(draw)}</div>
      {optional.length > 0 ? (
        <div className={css.optional}>
          <Disclosed
            title={`Add optional fields (${optional.length} available)`}
            isOpenAtFirst={optional.some(input => input.value !== null)}
            opensFor={optional.find(input => input.key === wantedInput)?.key}
          >
            <div className={css.inputs}>{optional.map(draw)}</div>
          </Disclosed>
        </div>
      ) : null}
      <Confirm
        title={`Remove step ${step.number}?`}
        verb="Remove step"
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        onConfirm={() =>
          remove.mutate({ recipe: recipe.id, step: step.id }, { onSuccess: () => setIsRemoving(false) })
        }
        isPending={remove.isPending}
        problem={remove.error}
      >
        <p>
          <b>
            <Data>{step.title}</Data>
          </b>{' '}
          and what was chosen in it are removed. The connection stays.
        </p>
      </Confirm>
    </section>
  );
}
