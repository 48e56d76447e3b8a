/** @file One input of a step, drawn by its kind; keeps what is chosen. */
import { useState } from 'react';
import { useConnectDialog } from '../connect/connectDialog.ts';
import { useAnswer, useDeed } from '../engine.ts';
import type { InputView, StepView } from '../generated/api.ts';
import { Button, type Weight } from '../parts/Button.tsx';
import { CheckInput } from '../parts/CheckInput.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Picklist } from '../picklist/Picklist.tsx';
import { useProblemAction } from '../problems/useProblemAction.ts';
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
  const set = useDeed('recipe.set_input');
  const connect = useConnectDialog();
  const act = useProblemAction();
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
  const { value, label: valueLabel } = pending ?? { value: input.value, label: input.value_label };
  const unlock = () =>
    act({ kind: 'unlock_vault', label: '' }, { connector: step.connector, connection: bound?.id, slot });

  return (
    <div className={css.input} data-input={input.key}>
      {input.control === 'picklist' ? (
        <Picklist
          label={input.label}
          hint={input.hint}
          isRequired={input.required}
          source={
            input.connection && input.picklist
              ? { connection: input.connection, picklist: input.picklist, params: definedParams(input) }
              : null
          }
          value={value}
          valueLabel={valueLabel}
          isManual={input.manual}
          onChoose={choose}
          blocked={input.blocked}
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
              onUnlock={unlock}
            />
          }
          onProblemAction={(action, retry) =>
            act(action, { connector: step.connector, connection: bound?.id, slot, retry })
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
      {set.error ? <ProblemPanel problem={set.error} isAlert /> : null}
    </div>
  );
}

/** The way out that stands beside a grey input. */
function BlockedAction(props: {
  by: 'not_connected' | 'needs_reconnect' | 'signing_in' | 'input' | 'vault_locked' | undefined;
  weight: Weight;
  onConnect: () => void;
  onUnlock: () => void;
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
      return <Button onPress={props.onUnlock}>Unlock keychain</Button>;
    default:
      return null;
  }
}

function definedParams(input: InputView): Record<string, string> {
  const params: Record<string, string> = {};
  for (const [key, value] of Object.entries(input.params)) if (value !== undefined) params[key] = value;
  return params;
}
