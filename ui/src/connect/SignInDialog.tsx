/** @file A sign-in while it runs: what it waits for, and the other ways to go on. */
import type { ReactNode } from 'react';
import { useDeed } from '../engine.ts';
import type { SignInView } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { CopyLink } from './CopyLink.tsx';
import { DeviceCode } from './DeviceCode.tsx';
import { PracticePeople } from './PracticePeople.tsx';
import css from './SignInDialog.module.css';
import { stepsOf } from './signIn.ts';

interface Props {
  signIn: SignInView;
  title: ReactNode;
  logo: ReactNode;
  onHide: () => void;
  onCancel: () => void;
  onChanged: (signIn: SignInView) => void;
}

export function SignInDialog({ signIn, title, logo, onHide, onCancel, onChanged }: Props) {
  const front = useDeed('sign_in.front');
  const browser = useDeed('sign_in.browser');
  const isWaiting = signIn.phase === 'waiting';
  const question = { id: signIn.id };
  const problem = front.error ?? browser.error;
  return (
    <DialogFrame
      title={title}
      logo={logo}
      isOpen
      onClose={onHide}
      foot={
        <>
          <Button weight="quiet" onPress={onHide}>
            Hide
          </Button>
          <Button onPress={onCancel}>Cancel</Button>
          {isWaiting && signIn.device ? (
            <Button
              weight="main"
              autoFocus
              isPending={front.isPending}
              onPress={() => front.mutate(question)}
            >
              Open the page
            </Button>
          ) : null}
          {isWaiting && !signIn.in_browser ? (
            <Button weight="main" autoFocus onPress={() => front.mutate(question)}>
              Bring window to front
            </Button>
          ) : null}
        </>
      }
    >
      <ol className={css.steps} aria-live="polite" data-phase={signIn.phase}>
        {stepsOf(signIn).map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the three steps never move
          <li key={at} className={css[step.stands]} aria-current={step.stands === 'now' ? 'step' : undefined}>
            <Data>{step.words}</Data>
            {at === 0 && isWaiting && signIn.host ? (
              <span className={css.host}>
                <Data>{signIn.host}</Data>
              </span>
            ) : null}
          </li>
        ))}
      </ol>
      {isWaiting ? (
        <>
          {signIn.device ? <DeviceCode device={signIn.device} /> : null}
          <PracticePeople app={signIn.connector} host={signIn.host} />
          {signIn.device ? null : (
            <div className={css.others}>
              {signIn.in_browser ? null : (
                <Button
                  weight="quiet"
                  isPending={browser.isPending}
                  onPress={() => browser.mutate(question, { onSuccess: onChanged })}
                >
                  Use my browser instead
                </Button>
              )}
              <CopyLink signIn={signIn.id} />
            </div>
          )}
          <p className={css.aside}>
            You can hide this and go on working; the connection shows how its sign-in stands.
          </p>
        </>
      ) : null}
      {problem ? <ProblemPanel problem={problem} isAlert /> : null}
    </DialogFrame>
  );
}
