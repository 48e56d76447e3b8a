/** @file Why a connection needs the person, what that breaks, and the one thing to do. */
import type { ConnectionRow, Problem, SlotName, UsedBy } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { useProblemAction } from '../problems/useProblemAction.ts';
import { counted, listed } from '../times.ts';

interface Props {
  row: ConnectionRow;
  problem: Problem;
  usedBy: readonly UsedBy[];
  slot?: SlotName | undefined;
}

export function ConnectionProblem({ row, problem, usedBy, slot }: Props) {
  const act = useProblemAction();
  const inUse = usedBy.filter(use => use.steps.length > 0);
  return (
    <ProblemPanel
      problem={problem}
      app={row.connector_name}
      onAction={action => act(action, { connector: row.connector, connection: row.id, slot })}
    >
      {inUse.length > 0 ? (
        <p>
          <b>What it breaks:</b>{' '}
          {inUse.slice(0, 3).map((use, at) => (
            <span key={`${use.recipe} ${use.role}`}>
              {at > 0 ? '; ' : null}
              {use.steps.length === 1 ? `step ${use.steps[0]}` : `steps ${listed(use.steps)}`}{' '}
              {use.recipe === slot?.recipe ? (
                'of this recipe'
              ) : (
                <>
                  of <Data>{use.recipe_name}</Data>
                </>
              )}
            </span>
          ))}
          {inUse.length > 3 ? ` and ${counted(inUse.length - 3, 'more recipe')}` : null}.
        </p>
      ) : null}
    </ProblemPanel>
  );
}
