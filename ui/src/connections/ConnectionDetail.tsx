/** @file All about one connection, for the right side of a recipe and for its own page. */
import type { ReactNode } from 'react';
import { useAnswer } from '../engine.ts';
import type { Change, ConnectionRow, SlotName } from '../generated/api.ts';
import { Awaited } from '../parts/Awaited.tsx';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { visible } from '../visible.ts';
import { ChangesList } from './ChangesList.tsx';
import { ConnectionActions } from './ConnectionActions.tsx';
import css from './ConnectionDetail.module.css';
import { ConnectionFacts } from './ConnectionFacts.tsx';
import { ConnectionProblem } from './ConnectionProblem.tsx';
import { DisconnectButton } from './DisconnectButton.tsx';
import { brokenUses } from './uses.ts';

interface Props {
  row: ConnectionRow;
  slot?: SlotName;
  /** More buttons for the head. */
  actions?: ReactNode;
}

export function ConnectionDetail({ row, slot, actions }: Props) {
  const connection = useAnswer('connection', { id: row.id });
  return (
    <>
      <div className={css.head}>
        <h2 tabIndex={-1} data-focus-after-connect="">
          <Data>{row.name}</Data>
          <StateMark state={row.state} />
        </h2>
        <div className={css.actions}>
          {actions}
          <ConnectionActions row={row} slot={slot} />
        </div>
      </div>
      {row.problem ? (
        <ConnectionProblem
          row={row}
          problem={row.problem}
          usedBy={connection.data ? brokenUses(connection.data) : []}
          slot={slot}
        />
      ) : null}
      <Awaited of={connection}>
        {view => (
          <>
            {view.changes.length > 0 ? <ChangesList changes={newest(view.changes)} /> : null}
            <ConnectionFacts view={view} tellsSuccess />
            <div className={css.foot}>
              {view.picklists.length > 0 ? (
                <OpenLink to={{ screen: 'connection', id: row.id, browse: true }}>Browse objects</OpenLink>
              ) : null}
              <OpenLink to={{ screen: 'connection', id: row.id }}>
                History and more of <bdi>{visible(row.name)}</bdi>
              </OpenLink>
              {row.state === 'not_connected' ? null : <DisconnectButton view={view} />}
            </div>
          </>
        )}
      </Awaited>
    </>
  );
}

/** What was noticed last; the connection's own page has the rest. */
function newest(changes: readonly Change[]): Change[] {
  return changes.filter(change => change.at === changes[0]?.at);
}
