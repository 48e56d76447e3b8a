/** @file A text input of a step; kept when the person leaves it. */
import { useState } from 'react';
import type { InputView } from '../generated/api.ts';
import { TextInput } from '../parts/TextInput.tsx';

interface Props {
  input: InputView;
  value: string | null;
  onKeep: (text: string) => void;
}

export function StepText({ input, value, onKeep }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const keep = () => {
    if (typed !== null && typed !== (value ?? '')) onKeep(typed);
    setTyped(null);
  };
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        keep();
      }}
    >
      <TextInput
        label={input.label}
        hint={input.hint ?? (input.blocked ? input.blocked.reason : null)}
        value={typed ?? value ?? ''}
        onChange={setTyped}
        onBlur={keep}
        isRequired={input.required}
        isDisabled={input.blocked !== null}
      />
    </form>
  );
}
