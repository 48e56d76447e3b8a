/** @file One registered OAuth client; its secret is never shown, only that there is one. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import type { ClientRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Data } from '../parts/Data.tsx';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './ClientsSection.module.css';

export function ClientLine({ row, onChange }: { row: ClientRow; onChange: () => void }) {
  const [isRemoving, setIsRemoving] = useState(false);
  const remove = useDeed('client.remove');
  const name = visible(row.connector_name);
  return (
    <li className={css.line}>
      <AppLogo logo={row.logo} size="small" />
      <div className={css.words}>
        <b>
          <Data>{row.connector_name}</Data>
        </b>
        <div className={css.under}>
          <code>
            <Data>{row.client_id}</Data>
          </code>
          <span>{row.has_secret ? 'Secret: ••••••••' : 'No secret'}</span>
          <span>
            {row.host === '' ? (
              'For every host'
            ) : (
              <>
                For <Data>{row.host}</Data>
              </>
            )}
          </span>
          <span>{row.used_by === 0 ? 'Not used yet' : `Used by ${counted(row.used_by, 'connection')}`}</span>
        </div>
      </div>
      <Button onPress={onChange} aria-label={`Change the client of ${name}`}>
        Change…
      </Button>
      <Button weight="quiet" onPress={() => setIsRemoving(true)} aria-label={`Remove the client of ${name}`}>
        Remove…
      </Button>
      <Confirm
        title="Remove this OAuth client?"
        verb="Remove client"
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        onConfirm={() =>
          remove.mutate(
            { connector: row.connector, host: row.host },
            { onSuccess: () => setIsRemoving(false) },
          )
        }
        isPending={remove.isPending}
        problem={remove.error}
      >
        <p>
          Larder forgets the client of <Data>{row.connector_name}</Data>.{' '}
          {row.used_by === 0
            ? 'No connection uses it.'
            : `${counted(row.used_by, 'connection')} can no longer renew the sign-in with it.`}{' '}
          At the vendor it stays registered.
        </p>
      </Confirm>
    </li>
  );
}
