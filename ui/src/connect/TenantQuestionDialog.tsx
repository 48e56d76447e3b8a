/** @file One sign-in reaches several sites or accounts: the person says which one is meant. */
import { type ReactNode, useState } from 'react';
import { useDeed } from '../engine.ts';
import type { SignInView, TenantQuestion } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { RadioInput } from '../parts/RadioInput.tsx';
import { TextInput } from '../parts/TextInput.tsx';
import css from './TenantQuestionDialog.module.css';

/** So many choices are seen at a glance; with more, a line to type in finds one. */
const AT_A_GLANCE = 8;

interface Props {
  signIn: SignInView;
  question: TenantQuestion;
  logo: ReactNode;
  onAnswered: (signIn: SignInView) => void;
  onHide: () => void;
  onCancel: () => void;
}

export function TenantQuestionDialog({ signIn, question, logo, onAnswered, onHide, onCancel }: Props) {
  const choose = useDeed('sign_in.choose');
  const [value, setValue] = useState('');
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = question.options.filter(option =>
    [option.label, option.hint ?? '', option.value].some(text => text.toLowerCase().includes(wanted)),
  );
  return (
    <DialogFrame
      title={
        <>
          Which <Data>{question.label}</Data>?
        </>
      }
      logo={logo}
      isOpen
      onClose={onHide}
      foot={
        <>
          <Button weight="quiet" onPress={onHide}>
            Hide
          </Button>
          <Button onPress={onCancel}>Cancel</Button>
          <Button
            weight="main"
            isDisabled={value === ''}
            isPending={choose.isPending}
            onPress={() => choose.mutate({ id: signIn.id, value }, { onSuccess: onAnswered })}
          >
            Connect
          </Button>
        </>
      }
    >
      <p>
        This sign-in reaches {question.options.length}. The connection{' '}
        <b>
          <Data>{signIn.connection_name}</Data>
        </b>{' '}
        is for one of them; make another connection for another.
      </p>
      {question.options.length > AT_A_GLANCE ? (
        <TextInput label="Find" autoFocus value={search} onChange={setSearch} />
      ) : null}
      <div className={css.list}>
        <RadioInput
          label={question.label}
          value={value}
          onChange={setValue}
          choices={shown.map(({ value, label, hint }) => ({ value, label, hint }))}
        />
        {shown.length === 0 ? <p>Nothing matches.</p> : null}
      </div>
      {choose.error ? <ProblemPanel problem={choose.error} isAlert /> : null}
    </DialogFrame>
  );
}
