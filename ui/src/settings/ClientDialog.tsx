/** @file Enters or changes an OAuth client: the address to register, then id and secret from the vendor. */
import { type ReactNode, useState } from 'react';
import { useAnswer, useDeed } from '../engine.ts';
import type { ClientRow } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { CheckInput } from '../parts/CheckInput.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { TextInput } from '../parts/TextInput.tsx';
import { VendorLink } from '../parts/VendorLink.tsx';
import { visible } from '../visible.ts';
import { RedirectAddresses } from './RedirectAddresses.tsx';

interface Props {
  connector: string;
  row: ClientRow | null;
  logo: ReactNode;
  onClose: () => void;
}

const handled = new Set(['client_id', 'secret', 'host']);

export function ClientDialog({ connector, row, logo, onClose }: Props) {
  const { data: app, error } = useAnswer('app', { id: connector });
  const set = useDeed('client.set');
  const [clientId, setClientId] = useState(row?.client_id ?? '');
  const [secret, setSecret] = useState('');
  const [dropsSecret, setDropsSecret] = useState(false);
  const [host, setHost] = useState(row?.host ?? '');
  const way = app?.ways.find(one => one.needs_client);
  const save = () =>
    set.mutate(
      {
        connector,
        host: host.trim(),
        client_id: clientId.trim(),
        secret: dropsSecret ? '' : secret === '' ? null : secret,
      },
      {
        onSuccess: () => {
          announce('OAuth client saved');
          onClose();
        },
      },
    );
  const problem = set.error ?? error;
  const mistakeAt = (field: string) => (set.error?.field === field ? set.error.what : null);
  return (
    <DialogFrame
      title={`OAuth client for ${visible(app?.name ?? connector)}`}
      logo={logo}
      isOpen
      onClose={onClose}
      foot={
        <>
          <Button weight="quiet" onPress={onClose}>
            Cancel
          </Button>
          <Button weight="main" isDisabled={clientId.trim() === ''} isPending={set.isPending} onPress={save}>
            Save client
          </Button>
        </>
      }
    >
      {problem && !handled.has(problem.field ?? '') ? <ProblemPanel problem={problem} isAlert /> : null}
      {app && !way ? <p>This app needs no OAuth client.</p> : null}
      {way ? (
        <>
          <p>
            {way.client_help ? <Data>{way.client_help}</Data> : null}{' '}
            {app?.docs ? <VendorLink url={app.docs}>The vendor's page</VendorLink> : null}
          </p>
          <RedirectAddresses addresses={way.redirect_uris} />
        </>
      ) : null}
      <TextInput
        label="Client id"
        value={clientId}
        onChange={setClientId}
        isRequired
        isMono
        autoFocus
        mistake={mistakeAt('client_id')}
      />
      <TextInput
        label="Client secret"
        value={secret}
        onChange={setSecret}
        isSecret
        isMono
        isDisabled={dropsSecret}
        placeholder={row?.has_secret ? '••••••••  (kept as it is)' : null}
        hint={
          row?.has_secret
            ? 'Leave empty to keep the secret that is there. It is never shown.'
            : 'Only if the vendor gave one. Sealed on this computer, never shown again.'
        }
        mistake={mistakeAt('secret')}
      />
      {row?.has_secret ? (
        <CheckInput label="Remove the secret" isSelected={dropsSecret} onChange={setDropsSecret} />
      ) : null}
      <TextInput
        label="Host"
        value={host}
        onChange={setHost}
        isMono
        isDisabled={row !== null}
        placeholder="login.example.com"
        hint="Empty: for every host of the app. Set it when one org has a client of its own."
        mistake={mistakeAt('host')}
      />
    </DialogFrame>
  );
}
