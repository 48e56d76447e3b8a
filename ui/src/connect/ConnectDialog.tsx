/** @file The connect dialog: what to connect, the sign-in while it runs, the question when another account answers. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAnswer, useDeed } from '../engine.ts';
import type { SignInView } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { AccountQuestionDialog } from './AccountQuestionDialog.tsx';
import { CodeQuestionDialog } from './CodeQuestionDialog.tsx';
import { ConnectFormDialog } from './ConnectFormDialog.tsx';
import type { ConnectTarget } from './connectDialog.ts';
import { DuplicateDialog } from './DuplicateDialog.tsx';
import { type Draft, emptyDraft } from './draft.ts';
import { SignInDialog } from './SignInDialog.tsx';
import { isRunning } from './signIn.ts';
import { TenantQuestionDialog } from './TenantQuestionDialog.tsx';

interface Props {
  target: ConnectTarget;
  /** Said before the title: "2 of 4". */
  place?: string | undefined;
  onClose: () => void;
  /** Hears of a sign-in that succeeded, in place of `onClose`. */
  onDone?: ((signIn: SignInView) => void) | undefined;
}

export function ConnectDialog({ target, place, onClose, onDone }: Props) {
  const client = useQueryClient();
  const app = useAnswer('app', { id: target.connector });
  const connection = useAnswer(
    'connection',
    { id: target.connection ?? '' },
    { enabled: target.connection !== undefined },
  );
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const [signInId, setSignInId] = useState(target.signIn ?? null);
  const signIn = useSignIn(signInId);
  const cancel = useDeed('sign_in.cancel');

  const isDone = signIn?.phase === 'done';
  useEffect(() => {
    if (!isDone || !signIn) return;
    announce(`${signIn.connection_name} is connected`);
    if (onDone) onDone(signIn);
    else onClose();
  }, [isDone, signIn, onClose, onDone]);

  const remember = (view: SignInView) => {
    client.setQueryData(['sign_in', { id: view.id }], view);
    setSignInId(view.id);
  };

  const name = app.data?.name ?? '';
  const isReconnect = target.connection !== undefined;
  const title = (
    <>
      {place ? `${place}: ` : null}
      {isReconnect ? 'Reconnect' : 'Connect to'}{' '}
      <Data>{isReconnect ? (connection.data?.row.name ?? name) : name}</Data>
    </>
  );
  const logo = app.data ? <AppLogo logo={app.data.logo} role={target.slot?.role} /> : null;
  const failed = app.error ?? (isReconnect ? connection.error : null);

  if (signIn?.phase === 'asking' && signIn.question) {
    return (
      <AccountQuestionDialog
        signIn={signIn}
        question={signIn.question}
        logo={logo}
        onAnswered={remember}
        onClose={onClose}
      />
    );
  }
  const cancelAndClose = () => {
    if (signIn) cancel.mutate({ id: signIn.id }, { onSettled: onClose });
  };
  if (signIn?.phase === 'asking' && signIn.duplicate) {
    return (
      <DuplicateDialog
        signIn={signIn}
        question={signIn.duplicate}
        logo={logo}
        onAnswered={remember}
        onHide={onClose}
        onCancel={cancelAndClose}
      />
    );
  }
  if (signIn?.phase === 'asking' && signIn.choice) {
    return (
      <TenantQuestionDialog
        signIn={signIn}
        question={signIn.choice}
        logo={logo}
        onAnswered={remember}
        onHide={onClose}
        onCancel={cancelAndClose}
      />
    );
  }
  if (signIn?.phase === 'asking' && signIn.code) {
    return (
      <CodeQuestionDialog
        signIn={signIn}
        question={signIn.code}
        title={title}
        logo={logo}
        onAnswered={remember}
        onHide={onClose}
        onCancel={cancelAndClose}
      />
    );
  }
  if (signIn && isRunning(signIn)) {
    return (
      <SignInDialog
        signIn={signIn}
        title={title}
        logo={logo}
        onHide={onClose}
        onCancel={cancelAndClose}
        onChanged={remember}
      />
    );
  }
  if (!app.data || (isReconnect && !connection.data)) {
    return (
      <DialogFrame
        title={title}
        logo={logo}
        isOpen
        onClose={onClose}
        foot={
          <Button weight="quiet" onPress={onClose}>
            Cancel
          </Button>
        }
      >
        {failed ? <ProblemPanel problem={failed} isAlert /> : <Skeleton />}
      </DialogFrame>
    );
  }
  return (
    <ConnectFormDialog
      app={app.data}
      connection={connection.data ?? null}
      target={target}
      title={title}
      logo={logo}
      draft={draft}
      onDraft={setDraft}
      begun={signIn && !isReconnect ? { id: signIn.connection, name: signIn.connection_name } : null}
      ended={signIn?.problem ?? null}
      onStarted={remember}
      onClose={onClose}
    />
  );
}

/** How the sign-in stands, followed until it ends. */
function useSignIn(id: string | null): SignInView | undefined {
  const { data } = useAnswer('sign_in', { id: id ?? '' }, { enabled: id !== null, again: askAgain });
  return id ? data : undefined;
}

/** The engine tells every step; asking now and then only covers news lost on the way. */
function askAgain(signIn: SignInView | undefined): number | false {
  return signIn && !isRunning(signIn) && signIn.phase !== 'asking' ? false : 1_500;
}
