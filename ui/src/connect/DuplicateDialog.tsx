/** @file The account that signed in is connected already: both are shown, the one that is there is recommended. */
import type { ReactNode } from 'react';
import { useDeed } from '../engine.ts';
import type { DuplicateChoice, DuplicateQuestion, SignInView } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { EnvironmentTag } from '../parts/EnvironmentTag.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { counted } from '../times.ts';
import css from './AccountQuestionDialog.module.css';

interface Props {
  signIn: SignInView;
  question: DuplicateQuestion;
  logo: ReactNode;
  onAnswered: (signIn: SignInView) => void;
  onHide: () => void;
  onCancel: () => void;
}

export function DuplicateDialog({ signIn, question, logo, onAnswered, onHide, onCancel }: Props) {
  const answer = useDeed('sign_in.duplicate');
  const { existing, warning } = question;
  const choose = (choice: DuplicateChoice) =>
    answer.mutate(
      { id: signIn.id, choice },
      {
        onSuccess: view => {
          if (choice === 'use_existing') announce(`${existing.name} is used`);
          onAnswered(view);
        },
      },
    );
  return (
    <DialogFrame
      width="wide"
      title="This account is connected already"
      logo={logo}
      isOpen
      onClose={onHide}
      foot={
        <>
          <Button weight="quiet" isDisabled={answer.isPending} onPress={onCancel}>
            Cancel
          </Button>
          <Button isDisabled={answer.isPending} onPress={() => choose('keep_both')}>
            Keep both
          </Button>
          <Button weight="main" autoFocus isPending={answer.isPending} onPress={() => choose('use_existing')}>
            Use the one that is there
          </Button>
        </>
      }
    >
      <p>
        <b>
          <Data>{existing.identity?.user ?? existing.connector_name}</Data>
        </b>{' '}
        is connected already as “<Data>{existing.name}</Data>”. One connection for each account is enough:
        many recipes can share it.
      </p>
      <div className={css.both}>
        <section className={css.card} aria-label="There already">
          <h3>There already, recommended</h3>
          <p className={css.user}>
            <Data>{existing.name}</Data>
          </p>
          {existing.identity ? (
            <p>
              <Data>{existing.identity.user}</Data>
            </p>
          ) : null}
          {existing.identity?.account ? (
            <p>
              <Data>{existing.identity.account}</Data>{' '}
              <EnvironmentTag environment={existing.identity.environment} />
            </p>
          ) : null}
          <p className={css.aside}>
            <StateMark state={existing.state} />{' '}
            {existing.used_by === 0 ? 'Not used yet' : `Used by ${counted(existing.used_by, 'recipe')}`}
          </p>
        </section>
        <section className={css.card} aria-label="New">
          <h3>New</h3>
          <p className={css.user}>
            <Data>{signIn.connection_name}</Data>
          </p>
          {existing.identity ? (
            <p>
              <Data>{existing.identity.user}</Data>
            </p>
          ) : null}
          <p className={css.aside}>Signed in just now</p>
        </section>
      </div>
      {warning ? (
        <p className={css.warning}>
          <Data>{warning}</Data>
        </p>
      ) : null}
      <p className={css.aside}>
        Using the one that is there renews its sign-in with this one; its name, history and recipes stay, and
        no second connection is made. Keeping both makes a second connection of the same account.
      </p>
      {answer.error ? <ProblemPanel problem={answer.error} isAlert /> : null}
    </DialogFrame>
  );
}
