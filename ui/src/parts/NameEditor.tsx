/** @file A name in a heading that can be changed in place: Enter keeps it, Escape does not. */
import { useState } from 'react';
import { Input } from 'react-aria-components/Input';
import { TextField } from 'react-aria-components/TextField';
import { asProblem } from '../door.ts';
import type { Problem } from '../generated/api.ts';
import { Button } from './Button.tsx';
import { Data } from './Data.tsx';
import css from './NameEditor.module.css';

interface Props {
  name: string;
  label: string;
  /** Rejects with a problem when the name cannot be taken. */
  onRename: (name: string) => Promise<void>;
}

export function NameEditor({ name, label, onRename }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSaving, setIsSaving] = useState(false);
  const leave = () => {
    setDraft(null);
    setProblem(null);
  };
  const keep = async () => {
    const next = draft?.trim() ?? '';
    if (next === '' || next === name) return leave();
    setIsSaving(true);
    try {
      await onRename(next);
      leave();
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
    setIsSaving(false);
  };
  if (draft === null) {
    return (
      <span className={css.name}>
        <Data>{name}</Data>
        <Button weight="quiet" onPress={() => setDraft(name)} aria-label={`Rename: ${label}`}>
          Rename
        </Button>
      </span>
    );
  }
  return (
    <form
      className={css.form}
      onSubmit={event => {
        event.preventDefault();
        void keep();
      }}
    >
      <TextField
        className={css.field}
        aria-label={label}
        value={draft}
        onChange={setDraft}
        autoFocus
        isInvalid={problem !== null}
        validationBehavior="aria"
        onKeyDown={event => {
          if (event.key === 'Escape') leave();
        }}
      >
        <Input className={css.input} dir="auto" onFocus={event => event.currentTarget.select()} />
      </TextField>
      <Button weight="main" type="submit" isPending={isSaving}>
        Save
      </Button>
      <Button weight="quiet" onPress={leave}>
        Cancel
      </Button>
      {problem ? (
        <p className={css.mistake} role="alert">
          <Data>{problem.what}</Data>
        </p>
      ) : null}
    </form>
  );
}
