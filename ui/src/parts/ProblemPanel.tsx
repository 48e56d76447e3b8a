/** @file A problem as the engine words it: what happened, is anything lost, what to do, one action. */
import type { ReactNode } from 'react';
import type { Action, Problem } from '../generated/api.ts';
import { Button } from './Button.tsx';
import { Data } from './Data.tsx';
import { Disclosed } from './Disclosed.tsx';
import css from './ProblemPanel.module.css';

interface Props {
  problem: Problem;
  /** The app's name, for "Show what Salesforce answered". */
  app?: string | undefined;
  /** Does the problem's own action; without it the button is not shown. */
  onAction?: ((action: Action) => void) | undefined;
  isPending?: boolean;
  /** More lines: what it breaks. */
  children?: ReactNode;
  /** Said at once when it appears. */
  isAlert?: boolean;
}

const gentle = new Set([
  'cancelled',
  'declined',
  'timed_out',
  'network',
  'rate_limited',
  'vault_locked',
  'limited',
]);

export function ProblemPanel({
  problem,
  app,
  onAction,
  isPending = false,
  children,
  isAlert = false,
}: Props) {
  const { action } = problem;
  return (
    <section
      className={`${css.problem} ${gentle.has(problem.kind) ? css.gentle : ''}`}
      aria-label="Problem"
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
        {children}
        {problem.hint ? (
          <p>
            <b>What to do:</b> <Data>{problem.hint}</Data>
          </p>
        ) : null}
        {action && onAction ? (
          <div className={css.actions}>
            <Button weight="main" isPending={isPending} onPress={() => onAction(action)}>
              <Data>{action.label}</Data>
            </Button>
          </div>
        ) : null}
        {problem.detail ? (
          <Disclosed title={app ? `Show what ${app} answered` : 'Show details'}>
            <pre className={css.detail}>
              <Data>{problem.detail}</Data>
            </pre>
          </Disclosed>
        ) : null}
      </div>
    </section>
  );
}
