/** @file The connect dialog before the sign-in: way, server, name, fields, secrets, and what will open. */
import { type ReactNode, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useAnswer, useDeed } from '../engine.ts';
import type { AppView, ConnectionView, Problem, SignInView, WindowChoice } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Skeleton } from '../parts/Skeleton.tsx';
import { useProblemAction } from '../problems/useProblemAction.ts';
import { ClientMissing } from './ClientMissing.tsx';
import { ConnectFields } from './ConnectFields.tsx';
import type { ConnectTarget } from './connectDialog.ts';
import { type Draft, type DraftBasis, emptyDraft, questionOf, secretsOf, serverOf, wayOf } from './draft.ts';
import { ScopeStops } from './ScopeStops.tsx';

interface Props {
  app: AppView;
  /** The connection to reconnect. */
  connection: ConnectionView | null;
  target: ConnectTarget;
  title: ReactNode;
  logo: ReactNode;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  /** The new connection that an earlier try in this dialog began: the next try goes on with it. */
  begun: { id: string; name: string } | null;
  /** Why the last sign-in ended. */
  ended: Problem | null;
  onStarted: (signIn: SignInView) => void;
  onClose: () => void;
}

const elsewhere = new Set(['use_browser', 'register_client', 'unlock_vault']);

export function ConnectFormDialog(props: Props) {
  const { app, connection, target, draft, onDraft, onStarted, onClose } = props;
  const formId = useId();
  const { data: practice } = useAnswer('practice', null, { enabled: app.practice });
  const withoutClient: DraftBasis = {
    app,
    kept: connection
      ? {
          id: connection.row.id,
          way: connection.row.way,
          fields: connection.fields,
          scopes: connection.scopes?.asked ?? null,
        }
      : null,
    slot: target.slot ?? null,
    moreScopes: target.scopes ?? [],
    practice: practice ?? null,
    isClientMissing: false,
  };
  const clientWay = app.ways.find(way => way.needs_client);
  const real = useAnswer(
    'connect.preview',
    questionOf(withoutClient, { ...emptyDraft, way: clientWay?.id ?? null }, 'real'),
    { enabled: app.practice && clientWay !== undefined && connection === null, keep: true },
  );
  const basis: DraftBasis = { ...withoutClient, isClientMissing: real.data?.client_missing ?? false };
  const way = wayOf(basis, draft);
  const question = questionOf(basis, draft);
  const preview = useAnswer('connect.preview', question, { enabled: !real.isLoading, keep: true });
  const start = useDeed('sign_in.start');
  const [showsMistakes, setShowsMistakes] = useState(false);
  /** The window that waits for the person's word on what stops working. */
  const [asking, setAsking] = useState<WindowChoice | null>(null);
  const act = useProblemAction();

  const name = draft.name ?? connection?.row.name ?? props.begun?.name ?? preview.data?.suggested_name ?? '';
  const stops = preview.data?.scopes?.stops ?? [];
  const begin = (window: WindowChoice, isAccepted = false) => {
    if (start.isPending || !preview.data) return;
    setShowsMistakes(true);
    if (preview.data.mistakes.length > 0 && !preview.isPlaceholderData) {
      focusFirstMistake(formId);
      return;
    }
    if (stops.length > 0 && !isAccepted && !preview.isPlaceholderData) {
      setAsking(window);
      return;
    }
    setAsking(null);
    start.mutate(
      {
        connection: target.connection ?? props.begun?.id ?? null,
        connector: app.id,
        way: question.way,
        name,
        fields: question.fields,
        secrets: secretsOf(way, draft),
        slot: target.slot ?? null,
        window,
        scopes: question.scopes,
        stops_accepted: isAccepted,
      },
      {
        // What was typed stays in the draft, out of the page, until the dialog closes: a refused key can be corrected.
        onSuccess: onStarted,
        onError: () => focusFirstMistake(formId),
      },
    );
  };

  const hasBegun = useRef(false);
  const isReadyAtOnce =
    target.startsAtOnce === true &&
    connection !== null &&
    way?.secrets.length === 0 &&
    preview.data?.mistakes.length === 0 &&
    !preview.data.client_missing &&
    !preview.isPlaceholderData;
  const beginAtOnce = useEffectEvent(() => {
    if (hasBegun.current || props.ended) return;
    hasBegun.current = true;
    begin('usual');
  });
  useEffect(() => {
    if (isReadyAtOnce) beginAtOnce();
  }, [isReadyAtOnce]);

  const problem = start.error ?? props.ended;
  const fieldsInSight = [
    ...(preview.data?.visible ?? []),
    ...(way?.secrets.map(field => field.key) ?? []),
    ...(connection ? [] : ['name']),
    ...(preview.data?.scopes ? ['scopes'] : []),
  ];
  const belongsToField = problem !== null && problem.field !== null && fieldsInSight.includes(problem.field);
  const isBlocked = preview.data?.client_missing === true;
  return (
    <DialogFrame
      title={props.title}
      logo={props.logo}
      isOpen
      onClose={onClose}
      foot={
        asking ? (
          <>
            <Button autoFocus onPress={() => setAsking(null)}>
              Back
            </Button>
            <Button weight="danger" isPending={start.isPending} onPress={() => begin(asking, true)}>
              {connection ? 'Reconnect all the same' : 'Connect all the same'}
            </Button>
          </>
        ) : (
          <>
            <Button weight="quiet" onPress={onClose}>
              Cancel
            </Button>
            {way?.opens_window && !isBlocked ? (
              <Button isDisabled={!preview.data || start.isPending} onPress={() => begin('browser')}>
                Use my browser instead
              </Button>
            ) : null}
            <Button
              weight="main"
              // Pressed before the engine has answered it does nothing; it must be able to take the focus.
              isDisabled={isBlocked || (connection === null && !preview.data)}
              isPending={start.isPending}
              // With nothing to name, Enter reconnects at once.
              autoFocus={connection !== null}
              onPress={() => begin('usual')}
            >
              {connection ? 'Reconnect' : 'Connect'}
            </Button>
          </>
        )
      }
    >
      {problem && !belongsToField ? (
        <ProblemPanel
          problem={problem}
          app={app.name}
          isAlert
          // Connect and Try again are at the foot already.
          onAction={
            problem.action && elsewhere.has(problem.action.kind)
              ? action => {
                  if (action.kind === 'use_browser') begin('browser');
                  else act.start(action, { connector: app.id });
                  if (action.kind === 'register_client') onClose();
                }
              : undefined
          }
        />
      ) : null}
      {preview.data && asking ? (
        <>
          <ScopeStops stops={stops} isAlert />
          <p>Nothing is deleted: the steps work again once the connection has these scopes.</p>
        </>
      ) : preview.data ? (
        <ConnectFields
          id={formId}
          basis={basis}
          draft={draft}
          onDraft={next => {
            onDraft(next);
            if (start.error) start.reset();
          }}
          preview={preview.data}
          isSettled={!preview.isPlaceholderData}
          name={connection ? null : name}
          showsMistakes={showsMistakes}
          problem={problem}
          onSubmit={() => begin('usual')}
        />
      ) : preview.error ? (
        <ProblemPanel problem={preview.error} isAlert />
      ) : (
        <Skeleton />
      )}
      {isBlocked && way ? (
        <ClientMissing app={app} way={way} isReal={serverOf(basis, draft) === 'real'} onLeave={onClose} />
      ) : null}
    </DialogFrame>
  );
}

function focusFirstMistake(formId: string): void {
  requestAnimationFrame(() => {
    document
      .getElementById(formId)
      ?.querySelector<HTMLElement>('[data-invalid] input, [data-invalid] textarea, [data-invalid] button')
      ?.focus();
  });
}
