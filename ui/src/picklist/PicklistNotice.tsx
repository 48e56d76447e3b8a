/** @file What stands beside a picklist when it could not be read: the problem, its action, Try again. */
import type { Action, Problem } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { InlineProblem } from '../parts/InlineProblem.tsx';
import css from './Picklist.module.css';

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
    <div className={css.notice} data-picklist-problem={problem.kind}>
      <InlineProblem
        id={id}
        problem={problem}
        tone={isStale ? 'warn' : 'bad'}
        between={isStale ? 'What was known before is shown.' : null}
        appName={appName}
        isAlert
        buttons={
          <>
            {action && !offersRetry ? (
              <Button weight="main" onPress={() => onAction(action)}>
                <Data>{action.label}</Data>
              </Button>
            ) : null}
            <Button onPress={onRetry} isPending={isBusy}>
              {isBusy ? 'Trying…' : 'Try again'}
            </Button>
          </>
        }
      />
    </div>
  );
}
