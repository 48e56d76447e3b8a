/** @file What stands beside a picklist when it could not be read: the problem, its action, Try again. */
import type { Action, Problem } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { Disclosed } from '../parts/Disclosed.tsx';
import css from './PicklistNotice.module.css';

interface Props {
  id: string;
  problem: Problem;
  /** What was known before is still shown. */
  isStale: boolean;
  appName: string;
  isBusy: boolean;
  onAction: (action: Action) => void;
  onRetry: () => void;
}

export function PicklistNotice({ id, problem, isStale, appName, isBusy, onAction, onRetry }: Props) {
  const { action } = problem;
  const offersRetry = action?.kind === 'retry' || action?.kind === 'check';
  return (
    <div className={isStale ? css.stale : css.failed} data-picklist-problem={problem.kind}>
      <p id={id} role="alert">
        <strong>
          <Data>{problem.what}</Data>
        </strong>{' '}
        {isStale ? 'What was known before is shown. ' : null}
        <Data>{problem.hint}</Data>
      </p>
      <div className={css.actions}>
        {action && !offersRetry ? (
          <Button weight="main" onPress={() => onAction(action)}>
            <Data>{action.label}</Data>
          </Button>
        ) : null}
        <Button onPress={onRetry} isPending={isBusy}>
          {isBusy ? 'Trying…' : 'Try again'}
        </Button>
      </div>
      {problem.detail ? (
        <Disclosed title={`Show what ${appName} answered`}>
          <pre className={css.detail}>
            <Data>{problem.detail}</Data>
          </pre>
        </Disclosed>
      ) : null}
    </div>
  );
}
