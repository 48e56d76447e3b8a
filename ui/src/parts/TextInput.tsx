/** @file A labelled line to type in, with its hint, its suffix and its mistake. */
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextField } from 'react-aria-components/TextField';
import { Data } from './Data.tsx';
import css from './TextInput.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  onBlur?: (() => void) | undefined;
  hint?: string | null | undefined;
  mistake?: string | null | undefined;
  placeholder?: string | null | undefined;
  suffix?: string | null | undefined;
  isRequired?: boolean;
  isSecret?: boolean;
  isDisabled?: boolean;
  isMono?: boolean;
  autoFocus?: boolean;
  name?: string | undefined;
}

export function TextInput(props: Props) {
  return (
    <TextField
      className={css.field}
      value={props.value}
      onChange={props.onChange}
      onBlur={props.onBlur}
      isRequired={props.isRequired ?? false}
      isInvalid={Boolean(props.mistake)}
      isDisabled={props.isDisabled ?? false}
      autoFocus={props.autoFocus ?? false}
      validationBehavior="aria"
      name={props.name}
      type={props.isSecret ? 'password' : 'text'}
      autoComplete={props.isSecret ? 'new-password' : 'off'}
      spellCheck="false"
    >
      <Label className={css.label}>
        <Data>{props.label}</Data>
        {props.isRequired ? <small>required</small> : null}
      </Label>
      <Group className={css.box}>
        <Input
          className={`${css.input} ${props.isMono ? css.mono : ''}`}
          placeholder={props.placeholder ?? undefined}
          dir="auto"
        />
        {props.suffix ? <span className={css.suffix}>{props.suffix}</span> : null}
      </Group>
      {props.hint ? (
        <Text slot="description" className={css.hint}>
          <Data>{props.hint}</Data>
        </Text>
      ) : null}
      <FieldError className={css.mistake}>
        <Data>{props.mistake ?? ''}</Data>
      </FieldError>
    </TextField>
  );
}
