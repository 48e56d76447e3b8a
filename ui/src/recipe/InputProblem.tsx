/** @file Why what was chosen in an input is gone, right under it: the choice stays until the person makes another. */
import type { Action, Problem } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { InlineProblem } from '../parts/InlineProblem.tsx';

interface Props {
  id: string;
  problem: Problem;
  appName: string;
  isPending: boolean;
  onAction: (action: Action) => void;
}

export function InputProblem({ id, problem, appName, isPending, onAction }: Props) {
  const { action } = problem;
  return (
    <InlineProblem
      id={id}
      problem={problem}
      tone="bad"
      between={problem.safe}
      appName={appName}
      buttons={
        action ? (
          <Button weight="main" isPending={isPending} onPress={() => onAction(action)}>
            <Data>{action.label}</Data>
          </Button>
        ) : null
      }
    />
  );
}
