/** @file The questions of the connect dialog, and what they lead to. */
import type { ConnectPreview, FieldView, Problem } from '../generated/api.ts';
import { ChoiceInput } from '../parts/ChoiceInput.tsx';
import { RadioInput } from '../parts/RadioInput.tsx';
import { TextInput } from '../parts/TextInput.tsx';
import { ConnectField } from './ConnectField.tsx';
import css from './ConnectFields.module.css';
import { type Draft, type DraftBasis, fieldsOf, fieldValue, type Server, serverOf, wayOf } from './draft.ts';
import { ScopesInput } from './ScopesInput.tsx';
import { untouched } from './scopes.ts';
import { WhatOpens } from './WhatOpens.tsx';

interface Props {
  id: string;
  basis: DraftBasis;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  preview: ConnectPreview;
  /** False while the engine looks at the last change. */
  isSettled: boolean;
  /** None when the connection has its name already. */
  name: string | null;
  showsMistakes: boolean;
  problem: Problem | null;
  onSubmit: () => void;
}

export function ConnectFields(props: Props) {
  const { basis, draft, onDraft, preview, problem } = props;
  const { app } = basis;
  const way = wayOf(basis, draft);
  const shown = fieldsOf(basis, way).filter(field => preview.visible.includes(field.key));
  const mistakeOf = (field: FieldView): string | null => {
    if (problem?.field === field.key) return problem.what;
    const mistake = preview.mistakes.find(one => one.key === field.key);
    const touched = draft.fields[field.key] !== undefined && draft.fields[field.key] !== '';
    return mistake && (props.showsMistakes || touched) ? mistake.what : null;
  };
  return (
    <form
      id={props.id}
      className={css.fields}
      onSubmit={event => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      {props.name === null ? null : (
        <div data-field="name">
          <TextInput
            label="Connection name"
            autoFocus
            value={props.name}
            onChange={name => onDraft({ ...draft, name })}
            hint="You can reuse it in other recipes."
            mistake={problem?.field === 'name' || problem?.kind === 'name_taken' ? problem.what : null}
          />
        </div>
      )}
      {app.practice ? (
        <RadioInput
          label="Server"
          value={serverOf(basis, draft)}
          onChange={server => onDraft({ ...draft, server: server as Server })}
          choices={[
            { value: 'real', label: app.name, hint: 'With an account of yours' },
            { value: 'practice', label: `Practice ${app.name}`, hint: 'On this computer, invented data' },
          ]}
        />
      ) : null}
      {app.ways.length > 1 ? (
        <ChoiceInput
          label="Way to sign in"
          options={app.ways.map(one => ({ value: one.id, label: one.label }))}
          value={way?.id ?? null}
          onChange={next => onDraft({ ...draft, way: next, scopes: untouched })}
        />
      ) : null}
      {shown.map(field => (
        <ConnectField
          key={field.key}
          field={field}
          value={fieldValue(basis, draft, field)}
          onChange={value => onDraft({ ...draft, fields: { ...draft.fields, [field.key]: value } })}
          mistake={mistakeOf(field)}
        />
      ))}
      {way?.secrets.map(field => (
        <ConnectField
          key={field.key}
          field={field}
          isSecret
          value={draft.secrets[field.key] ?? ''}
          onChange={value => onDraft({ ...draft, secrets: { ...draft.secrets, [field.key]: value } })}
          mistake={problem?.field === field.key ? problem.what : null}
        />
      ))}
      {way ? <WhatOpens preview={preview} way={way} isSettled={props.isSettled} /> : null}
      {preview.scopes && !preview.client_missing ? (
        <ScopesInput
          preview={preview.scopes}
          draft={draft.scopes}
          onDraft={scopes => onDraft({ ...draft, scopes })}
          mistake={
            problem?.field === 'scopes'
              ? problem.what
              : (preview.mistakes.find(one => one.key === 'scopes')?.what ?? null)
          }
          isWanted={basis.moreScopes.length > 0}
        />
      ) : null}
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  );
}
