/** @file Why a connection needs the person, what that breaks, when it is tried again, and the one thing to do. */
import type { ConnectionRow, Problem, SlotName, UsedBy } from '../generated/api.ts';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { isPassing } from '../parts/tones.ts';
import { useProblemAction } from '../problems/useProblemAction.ts';
import { UsesBroken } from './UsesBroken.tsx';

interface Props {
  row: ConnectionRow;
  problem: Problem;
  usedBy: readonly UsedBy[];
  slot?: SlotName | undefined;
}

export function ConnectionProblem({ row, problem, usedBy, slot }: Props) {
  const act = useProblemAction();
  return (
    <ProblemPanel
      problem={problem}
      app={row.connector_name}
      nextTryAt={row.next_try_at}
      isPending={act.isPending}
      onAction={action =>
        act.start(action, {
          connector: row.connector,
          connection: row.id,
          slot,
        })
      }
    >
      <UsesBroken usedBy={usedBy} here={slot?.recipe} waits={isPassing(problem.kind)} />
    </ProblemPanel>
  );
}
