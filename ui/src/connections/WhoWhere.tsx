/** @file Who is connected and where, in one line. */
import type { ConnectionRow } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import css from './WhoWhere.module.css';

export function WhoWhere({ row }: { row: ConnectionRow }) {
  const { identity } = row;
  if (!identity)
    return <span className={css.who}>{row.way_label ? <Data>{row.way_label}</Data> : null}</span>;
  const where = identity.account ?? identity.host;
  return (
    <span className={css.who}>
      <em>
        <Data>{identity.user}</Data>
      </em>
      {where ? (
        <>
          , <Data>{where}</Data>
        </>
      ) : null}
      {identity.environment === 'sandbox' ? ', sandbox' : null}
    </span>
  );
}
