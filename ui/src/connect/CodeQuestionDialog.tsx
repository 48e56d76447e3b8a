/** @file The app shows a code on its page: it is typed here. */
import { type ReactNode, useState } from 'react';
import { useDeed } from '../engine.ts';
import type { CodeQuestion, SignInView } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { TextInput } from '../parts/TextInput.tsx';

interface Props {
  signIn: SignInView;
  question: CodeQuestion;
  title: ReactNode;
  logo: ReactNode;
  onAnswered: (signIn: SignInView) => void;
  onHide: () => void;
  onCancel: () => void;
}

export function CodeQuestionDialog(props: Props) {
  const { signIn, question, onAnswered } = props;
  const enter = useDeed('sign_in.code');
  const [code, setCode] = useState('');
  const hand = () => {
    if (code.trim() !== '') enter.mutate({ id: signIn.id, code }, { onSuccess: onAnswered });
  };
  return (
    <DialogFrame
      title={props.title}
      logo={props.logo}
      isOpen
      onClose={props.onHide}
      foot={
        <>
          <Button weight="quiet" onPress={props.onHide}>
            Hide
          </Button>
          <Button onPress={props.onCancel}>Cancel</Button>
          <Button weight="main" isDisabled={code.trim() === ''} isPending={enter.isPending} onPress={hand}>
            Continue
          </Button>
        </>
      }
    >
      <p>
        Allow the access on the page of <Data>{signIn.connector_name}</Data> that opened in your browser. It
        then shows a code.
      </p>
      <form
        onSubmit={event => {
          event.preventDefault();
          hand();
        }}
      >
        <TextInput
          label="Code"
          autoFocus
          isMono
          isRequired
          value={code}
          onChange={setCode}
          mistake={enter.error?.field === 'code' ? enter.error.what : null}
        />
      </form>
      <div>
        <CopyButton text={question.url} what="link of the page" label="Copy link" />
      </div>
      {enter.error && enter.error.field !== 'code' ? <ProblemPanel problem={enter.error} isAlert /> : null}
    </DialogFrame>
  );
}
