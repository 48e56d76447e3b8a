/** @file One of a few choices, in a list that opens. */
import { Button } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { Text } from 'react-aria-components/Text';
import type { ChoiceView } from '../generated/api.ts';
import css from './ChoiceInput.module.css';
import { Data } from './Data.tsx';
import field from './TextInput.module.css';

interface Props {
  label: string;
  options: readonly ChoiceView[];
  value: string | null;
  onChange: (value: string) => void;
  hint?: string | null | undefined;
  mistake?: string | null | undefined;
  isRequired?: boolean;
  name?: string | undefined;
}

export function ChoiceInput({
  label,
  options,
  value,
  onChange,
  hint,
  mistake,
  isRequired = false,
  name,
}: Props) {
  return (
    <Select
      className={field.field}
      value={value}
      onChange={key => {
        if (key !== null) onChange(String(key));
      }}
      isRequired={isRequired}
      isInvalid={Boolean(mistake)}
      validationBehavior="aria"
      placeholder="Select a value"
      data-field={name}
    >
      <Label className={field.label}>
        <Data>{label}</Data>
        {isRequired ? <small>required</small> : null}
      </Label>
      <Button className={css.button}>
        <SelectValue className={css.value} />
        <span aria-hidden="true" className={css.arrow}>
          ▾
        </span>
      </Button>
      {hint ? (
        <Text slot="description" className={field.hint}>
          <Data>{hint}</Data>
        </Text>
      ) : null}
      <FieldError className={field.mistake}>
        <Data>{mistake ?? ''}</Data>
      </FieldError>
      <Popover className={css.popover}>
        <ListBox items={options} className={css.list}>
          {option => (
            <ListBoxItem id={option.value} textValue={option.label} className={css.option}>
              <Data>{option.label}</Data>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
