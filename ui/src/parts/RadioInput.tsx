/** @file One of a few choices, all of them in sight, each with a line of its own. */
import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { Data } from './Data.tsx';
import css from './RadioInput.module.css';
import field from './TextInput.module.css';

export interface RadioChoice {
  value: string;
  label: string;
  hint?: string | null;
}

interface Props {
  label: string;
  choices: readonly RadioChoice[];
  value: string;
  onChange: (value: string) => void;
}

export function RadioInput({ label, choices, value, onChange }: Props) {
  return (
    <RadioGroup className={css.group} value={value} onChange={onChange}>
      <Label className={field.label}>{label}</Label>
      <div className={css.choices}>
        {choices.map(choice => (
          <Radio key={choice.value} value={choice.value} className={css.choice}>
            <span className={css.dot} aria-hidden="true" />
            <span className={css.words}>
              <Data>{choice.label}</Data>
              {choice.hint ? (
                <span className={css.hint}>
                  <Data>{choice.hint}</Data>
                </span>
              ) : null}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
