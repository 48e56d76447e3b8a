/** @file A problem as the engine words it: what happened, is anything lost, what to do, one action. */
import type { ReactNode } from 'react';
import type { Action, Problem } from '../generated/api.ts';
import { visible } from '../visible.ts';
import { Button } from './Button.tsx';
import { Data } from './Data.tsx';
import { Disclosed } from './Disclosed.tsx';
import { NextTry } from './NextTry.tsx';
import css from './ProblemPanel.module.css';
import { TextLines } from './TextLines.tsx';
import { problemTone } from './tones.ts';

interface Props {
  problem: Problem;
  /** The app's name, for "Show what Salesforce answered". */
  app?: string | undefined;
  /** Does the problem's own action; without it the button is not shown. */
  onAction?: ((action: Action) => void) | undefined;
  isPending?: boolean;
  /** When the app is asked again by itself. */
  nextTryAt?: number | null | undefined;
  /** More lines: what it breaks. */
  children?: ReactNode;
  /** Said at once when it appears. */
  isAlert?: boolean;
}

export function ProblemPanel(props: Props) {
  const { problem, app, onAction, isPending = false, nextTryAt = null, isAlert = false } = props;
  const action = actionOf(problem, nextTryAt);
  return (
    <section
      className={`${css.problem} ${css[problemTone(problem.kind)]}`}
      aria-label={`Problem: ${visible(problem.what)}`}
      data-problem={problem.kind}
    >
      <div className={css.top} role={isAlert ? 'alert' : undefined}>
        <strong>
          <Data>{problem.what}</Data>
        </strong>
      </div>
      <div className={css.rest}>
        {problem.safe ? (
          <p>
            <Data>{problem.safe}</Data>
          </p>
        ) : null}
        {props.children}
        {problem.hint ? (
          <p>
            <b>What to do:</b> <Data>{problem.hint}</Data>
          </p>
        ) : null}
        {(action && onAction) || nextTryAt !== null ? (
          <div className={css.actions}>
            {action && onAction ? (
              <Button weight="main" isPending={isPending} onPress={() => onAction(action)}>
                <Data>{isPending && asksAgain(action) ? 'Asking…' : action.label}</Data>
              </Button>
            ) : null}
            {nextTryAt !== null ? <NextTry at={nextTryAt} /> : null}
          </div>
        ) : null}
        {problem.detail ? (
          <Disclosed title={app ? `Show what ${app} answered` : 'Show details'}>
            <TextLines>{problem.detail}</TextLines>
          </Disclosed>
        ) : null}
      </div>
    </section>
  );
}

function asksAgain(action: Action): boolean {
  return action.kind === 'retry' || action.kind === 'check';
}

/** Where Larder asks again by itself, the button says that one need not wait. */
function actionOf(problem: Problem, nextTryAt: number | null): Action | null {
  if (nextTryAt === null) return problem.action;
  if (problem.action && !asksAgain(problem.action)) return problem.action;
  return { kind: 'retry', label: 'Try now' };
}
