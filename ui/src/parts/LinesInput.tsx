/** @file A labelled text of several lines. */
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField } from 'react-aria-components/TextField';
import { Data } from './Data.tsx';
import css from './LinesInput.module.css';
import fieldCss from './TextInput.module.css';

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string | null | undefined;
  mistake?: string | null | undefined;
  isRequired?: boolean;
  /** Its characters are shown as dots. */
  isSecret?: boolean;
}

export function LinesInput({ label, value, onChange, hint, mistake, isRequired = false, isSecret }: Props) {
  return (
    <TextField
      className={fieldCss.field}
      value={value}
      onChange={onChange}
      isRequired={isRequired}
      isInvalid={Boolean(mistake)}
      validationBehavior="aria"
      autoComplete="off"
      spellCheck="false"
    >
      <Label className={fieldCss.label}>
        <Data>{label}</Data>
        {isRequired ? <small>required</small> : null}
      </Label>
      <TextArea rows={4} className={`${css.lines} ${isSecret ? css.secret : ''}`} />
      {hint ? (
        <Text slot="description" className={fieldCss.hint}>
          <Data>{hint}</Data>
        </Text>
      ) : null}
      <FieldError className={fieldCss.mistake}>
        <Data>{mistake ?? ''}</Data>
      </FieldError>
    </TextField>
  );
}
