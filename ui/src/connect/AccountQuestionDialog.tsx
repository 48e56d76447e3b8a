/** @file Another account than before signed in: both side by side, the person decides. */
import type { ReactNode } from 'react';
import { Consequences } from '../connections/Consequences.tsx';
import { useDeed } from '../engine.ts';
import type { AccountChoice, AccountQuestion, SignInView } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import css from './AccountQuestionDialog.module.css';
import { EnvironmentChanged } from './EnvironmentChanged.tsx';
import { environmentWords } from './environments.ts';
import { IdentityCard } from './IdentityCard.tsx';

interface Props {
  signIn: SignInView;
  question: AccountQuestion;
  logo: ReactNode;
  onAnswered: (signIn: SignInView) => void;
  onClose: () => void;
}

export function AccountQuestionDialog({ signIn, question, logo, onAnswered, onClose }: Props) {
  const answer = useDeed('sign_in.answer');
  const choose = (choice: AccountChoice) =>
    answer.mutate(
      { id: signIn.id, choice },
      {
        onSuccess: view => {
          onAnswered(view);
          if (choice === 'keep') onClose();
        },
      },
    );
  return (
    <DialogFrame
      isAlert
      width="wide"
      title="Another account signed in"
      logo={logo}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button weight="main" autoFocus isDisabled={answer.isPending} onPress={() => choose('keep')}>
            Keep
          </Button>
          <Button isDisabled={answer.isPending} onPress={() => choose('switch')}>
            Switch
          </Button>
          <Button isDisabled={answer.isPending} onPress={() => choose('new')}>
            Make it a new connection
          </Button>
        </>
      }
    >
      <p>
        <b>
          <Data>{signIn.connection_name}</Data>
        </b>
        : <Data>{question.what}</Data>
      </p>
      {question.environment_changed ? <EnvironmentChanged words={environmentWords(question)} /> : null}
      <div className={css.both}>
        <IdentityCard title="Before" identity={question.before} />
        <IdentityCard title="Now" identity={question.now} />
      </div>
      {question.affects.length > 0 ? (
        <Consequences usedBy={question.affects} verb="would act as the new account after Switch" />
      ) : null}
      <p className={css.aside}>
        Keep leaves the connection as it was and drops this sign-in. Switch makes the connection the new
        account
        {question.affects.length > 0 ? ', in every recipe named above' : '; no recipe uses it yet'}. Or the
        new account becomes a connection of its own.
      </p>
      {answer.error ? <ProblemPanel problem={answer.error} isAlert /> : null}
    </DialogFrame>
  );
}
