/** @file One question of the connect dialog, drawn by its kind. */
import type { FieldView } from '../generated/api.ts';
import { CheckInput } from '../parts/CheckInput.tsx';
import { ChoiceInput } from '../parts/ChoiceInput.tsx';
import { FileInput } from '../parts/FileInput.tsx';
import { LinesInput } from '../parts/LinesInput.tsx';
import { TextInput } from '../parts/TextInput.tsx';

interface Props {
  field: FieldView;
  value: string;
  onChange: (value: string) => void;
  mistake: string | null;
  isSecret?: boolean;
}

export function ConnectField({ field, value, onChange, mistake, isSecret = false }: Props) {
  return <div data-field={field.key}>{input()}</div>;

  function input() {
    if (field.control === 'select') {
      return (
        <ChoiceInput
          label={field.label}
          hint={field.hint}
          options={field.options}
          value={value || null}
          onChange={onChange}
          mistake={mistake}
          isRequired={field.required}
        />
      );
    }
    if (field.control === 'checkbox') {
      return (
        <CheckInput
          label={field.label}
          hint={field.hint}
          isSelected={value === 'true'}
          onChange={isSelected => onChange(isSelected ? 'true' : 'false')}
        />
      );
    }
    const sealed = isSecret && !field.hint ? 'Sealed on this computer, never shown again.' : field.hint;
    if (field.control === 'file') {
      return (
        <FileInput
          label={field.label}
          hint={sealed}
          value={value}
          onChange={onChange}
          mistake={mistake}
          isRequired={field.required}
        />
      );
    }
    if (field.control === 'multiline') {
      return (
        <LinesInput
          label={field.label}
          hint={sealed}
          value={value}
          onChange={onChange}
          mistake={mistake}
          isRequired={field.required}
          isSecret={isSecret}
        />
      );
    }
    return (
      <TextInput
        label={field.label}
        hint={sealed}
        value={value}
        onChange={onChange}
        placeholder={field.placeholder}
        suffix={field.suffix}
        mistake={mistake}
        isRequired={field.required}
        isSecret={isSecret || field.control === 'password'}
        isMono={field.control === 'host' || field.control === 'url' || field.control === 'subdomain'}
      />
    );
  }
}
