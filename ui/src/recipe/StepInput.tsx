/** @file One input of a step, drawn by its kind; keeps what is chosen. */
import type { QueryClient } from '@tanstack/react-query';
import { useId, useRef, useState } from 'react';
import { useConnectDialog } from '../connect/connectDialog.ts';
import { useAnswer, useDeed } from '../engine.ts';
import type { InputView, RecipeView, StepView } from '../generated/api.ts';
import { Button, type Weight } from '../parts/Button.tsx';
import { CheckInput } from '../parts/CheckInput.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Picklist } from '../picklist/Picklist.tsx';
import { UnlockButton } from '../problems/UnlockButton.tsx';
import { useProblemAction } from '../problems/useProblemAction.ts';
import { InputProblem } from './InputProblem.tsx';
import css from './StepInput.module.css';
import { StepText } from './StepText.tsx';

interface Props {
  recipe: string;
  step: StepView;
  input: InputView;
  /** The first grey input of the step carries the loud button. */
  isFirstBlocked: boolean;
}

interface Chosen {
  value: string | null;
  label: string | null;
}

export function StepInput({ recipe, step, input, isFirstBlocked }: Props) {
  // A list that became another before the choice from it was stored: the object was changed right before its field.
  const isOfOtherList = (client: QueryClient, { value }: Chosen) => {
    const now = client.getQueryData<RecipeView>(['recipe', { id: recipe }]);
    const same = now?.steps.find(one => one.id === step.id)?.inputs.find(one => one.key === input.key);
    const isSame = JSON.stringify(same?.params) === JSON.stringify(input.params);
    return value === null || isSame ? undefined : now;
  };
  const set = useDeed('recipe.set_input', isOfOtherList);
  const connect = useConnectDialog();
  const act = useProblemAction();
  const lostId = useId();
  const place = useRef<HTMLDivElement>(null);
  const slot = { recipe, connector: step.connector, role: step.role };
  const { data } = useAnswer('recipe', { id: recipe });
  const bound = data?.slots.find(
    one => one.connector === step.connector && one.role === step.role,
  )?.connection;
  // What was just chosen shows at once; the engine's answer confirms it or takes it back.
  const [pending, setPending] = useState<Chosen | null>(null);
  const choose = (value: string | null, label: string | null) => {
    setPending({ value, label });
    set.mutate(
      { recipe, step: step.id, key: input.key, value, label },
      { onSettled: () => setPending(null) },
    );
  };
  const isLocked = input.blocked?.by === 'vault_locked' && bound !== undefined;
  const { data: app } = useAnswer('app', { id: step.connector }, { enabled: isLocked });
  const needed = app?.picklists.find(list => list.id === input.picklist)?.params;
  // Behind a locked vault the lists read before are still there to choose from, once what they hang on is chosen.
  const isShut = isLocked && needed?.every(param => input.params[param] !== undefined) === true;
  const lost = pending === null ? input.problem : null;
  const { value, label: valueLabel } = pending ?? { value: input.value, label: input.value_label };

  return (
    <div ref={place} className={css.input} data-input={input.key} data-lost={lost ? '' : undefined}>
      {input.control === 'picklist' ? (
        <Picklist
          label={input.label}
          hint={input.hint}
          isRequired={input.required}
          source={sourceOf(input, isShut ? bound?.id : undefined)}
          lostId={lost ? lostId : undefined}
          value={value}
          valueLabel={valueLabel}
          isManual={input.manual}
          onChoose={choose}
          blocked={isShut ? null : input.blocked}
          aside={isShut ? input.blocked : null}
          blockedAction={
            <BlockedAction
              by={input.blocked?.by}
              weight={isFirstBlocked ? 'main' : 'plain'}
              onConnect={() =>
                connect({
                  connector: step.connector,
                  connection: bound?.id,
                  slot,
                  signIn: bound?.sign_in ?? undefined,
                })
              }
            />
          }
          onProblemAction={(action, retry) =>
            act.start(action, { connector: step.connector, connection: bound?.id, slot, retry })
          }
          appName={step.slot_label}
        />
      ) : input.control === 'checkbox' ? (
        <CheckInput
          label={input.label}
          hint={input.hint}
          isSelected={value === 'true'}
          onChange={isSelected => choose(isSelected ? 'true' : 'false', null)}
        />
      ) : (
        <StepText input={input} value={value} onKeep={text => choose(text === '' ? null : text, null)} />
      )}
      {lost ? (
        <InputProblem
          id={lostId}
          problem={lost}
          appName={bound?.connector_name ?? step.slot_label}
          isPending={act.isPending}
          onAction={action =>
            act.start(action, {
              connector: step.connector,
              connection: bound?.id,
              slot,
              choose: () => openInput(place.current),
            })
          }
        />
      ) : null}
      {set.error ? <ProblemPanel problem={set.error} isAlert /> : null}
    </div>
  );
}

function sourceOf(input: InputView, bound: string | undefined) {
  const connection = input.connection ?? bound;
  if (!connection || !input.picklist) return null;
  return { connection, picklist: input.picklist, params: definedParams(input) };
}

/** Puts the keyboard into the input, with its list open where it has one. */
function openInput(place: HTMLElement | null): void {
  const line = place?.querySelector<HTMLInputElement>('input, textarea');
  line?.focus();
  if (line?.getAttribute('role') === 'combobox') line.click();
}

/** The way out that stands beside a grey input. */
function BlockedAction(props: {
  by: 'not_connected' | 'needs_reconnect' | 'signing_in' | 'input' | 'vault_locked' | undefined;
  weight: Weight;
  onConnect: () => void;
}) {
  switch (props.by) {
    case 'not_connected':
      return (
        <Button weight={props.weight} onPress={props.onConnect}>
          Connect
        </Button>
      );
    case 'needs_reconnect':
      return (
        <Button weight={props.weight} onPress={props.onConnect}>
          Reconnect
        </Button>
      );
    case 'signing_in':
      return <Button onPress={props.onConnect}>Show sign-in</Button>;
    case 'vault_locked':
      return props.weight === 'main' ? <UnlockButton weight="main" /> : null;
    default:
      return null;
  }
}

function definedParams(input: InputView): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [key, value] of Object.entries(input.params)) if (value !== undefined) params[key] = value;
  return params;
}
