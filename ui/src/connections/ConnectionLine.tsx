/** @file One connection in the list. */
import { targetOf, useConnectDialog } from '../connect/connectDialog.ts';
import type { ConnectionRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { NextTry } from '../parts/NextTry.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { toAddress } from '../place.ts';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './ConnectionsScreen.module.css';
import { WhoWhere } from './WhoWhere.tsx';

export function ConnectionLine({ row }: { row: ConnectionRow }) {
  const connect = useConnectDialog();
  const verb = verbOf(row);
  return (
    <li className={css.line} data-connection={row.id}>
      <AppLogo logo={row.logo} />
      <div className={css.words}>
        <a className={css.name} href={toAddress({ screen: 'connection', id: row.id })}>
          <Data>{row.name}</Data>
        </a>
        <div className={css.under}>
          <WhoWhere row={row} />
          <span>{row.used_by === 0 ? 'Not used yet' : `Used by ${counted(row.used_by, 'recipe')}`}</span>
        </div>
        {row.problem && row.state !== 'vault_locked' ? (
          <p className={css.cause}>
            <Data>{row.problem.what}</Data>
            {row.next_try_at !== null ? (
              <>
                {' '}
                <NextTry at={row.next_try_at} />.
              </>
            ) : null}
          </p>
        ) : null}
      </div>
      <div className={css.state}>
        <StateMark state={row.state} />
      </div>
      <div className={css.act}>
        {verb ? (
          <Button
            weight={row.state === 'needs_reconnect' || row.state === 'not_connected' ? 'main' : 'plain'}
            aria-label={`${verb} ${visible(row.name)}`}
            onPress={() => connect(targetOf(row))}
          >
            {verb}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function verbOf(row: ConnectionRow): string | null {
  switch (row.state) {
    case 'not_connected':
      return 'Connect';
    case 'needs_reconnect':
    case 'limited':
      return 'Reconnect';
    case 'signing_in':
      return 'Show sign-in';
    default:
      return null;
  }
}
