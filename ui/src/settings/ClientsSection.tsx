/** @file The OAuth clients the person registered, app by app. */
import { useState } from 'react';
import { useAnswer } from '../engine.ts';
import type { ClientRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { ChoiceInput } from '../parts/ChoiceInput.tsx';
import { Section } from '../parts/Section.tsx';
import { ClientDialog } from './ClientDialog.tsx';
import { ClientLine } from './ClientLine.tsx';
import css from './ClientsSection.module.css';

/** What the client dialog shows: a new client of an app, or one to change. */
interface Editing {
  connector: string;
  row: ClientRow | null;
}

export function ClientsSection({ at }: { at: string | undefined }) {
  const { data: clients } = useAnswer('clients', null);
  const { data: apps } = useAnswer('apps', null);
  const wanted = at?.startsWith('client.') ? at.slice('client.'.length) : null;
  const [editing, setEditing] = useState<Editing | null>(wanted ? { connector: wanted, row: null } : null);
  const [choosing, setChoosing] = useState<string | null>(null);
  const options = (apps?.apps ?? [])
    .filter(app => app.needs_client)
    .map(app => ({ value: app.id, label: app.name }));
  const chosen = choosing ?? options[0]?.value ?? null;
  return (
    <Section
      title="OAuth clients"
      at={at === 'clients' || wanted ? at : undefined}
      under="Apps that sign you in with OAuth know Larder by a client that you register with them, once. Practice apps need none."
    >
      {clients && clients.length > 0 ? (
        <ul className={css.clients}>
          {clients.map(row => (
            <ClientLine
              key={`${row.connector} ${row.host}`}
              row={row}
              onChange={() => setEditing({ connector: row.connector, row })}
            />
          ))}
        </ul>
      ) : (
        <p className={css.none}>None yet.</p>
      )}
      <div className={css.add}>
        <ChoiceInput label="App" options={options} value={chosen} onChange={setChoosing} />
        <Button
          isDisabled={chosen === null}
          onPress={() => chosen && setEditing({ connector: chosen, row: null })}
        >
          Add a client…
        </Button>
      </div>
      {editing ? (
        <ClientDialog
          key={`${editing.connector} ${editing.row?.host ?? ''}`}
          connector={editing.connector}
          row={editing.row}
          logo={logoOf(editing, apps?.apps)}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Section>
  );
}

function logoOf(editing: Editing, apps: readonly { id: string; logo: ClientRow['logo'] }[] | undefined) {
  const logo = editing.row?.logo ?? apps?.find(app => app.id === editing.connector)?.logo;
  return logo ? <AppLogo logo={logo} /> : null;
}
