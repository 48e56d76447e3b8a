/** @file One connection: identity and receipt, objects to browse, history, and the way to be rid of it. */
import { useState } from 'react';
import { useAnswer, useDeed } from '../engine.ts';
import type { ConnectionView } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Awaited } from '../parts/Awaited.tsx';
import { NameEditor } from '../parts/NameEditor.tsx';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { Section } from '../parts/Section.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import type { Place } from '../place.ts';
import { visible } from '../visible.ts';
import { BrowseObjects } from './BrowseObjects.tsx';
import { ChangesList } from './ChangesList.tsx';
import { ConnectionActions } from './ConnectionActions.tsx';
import { ConnectionFacts } from './ConnectionFacts.tsx';
import { ConnectionProblem } from './ConnectionProblem.tsx';
import css from './ConnectionScreen.module.css';
import { DisconnectButton } from './DisconnectButton.tsx';
import { FieldFacts } from './FieldFacts.tsx';
import { HealthFacts } from './HealthFacts.tsx';
import { HistorySection } from './HistorySection.tsx';
import { RemoveConnection } from './RemoveConnection.tsx';
import { RightsSection } from './RightsSection.tsx';
import { brokenUses } from './uses.ts';

export function ConnectionScreen({ place }: { place: Extract<Place, { screen: 'connection' }> }) {
  const connection = useAnswer('connection', { id: place.id });
  return <Awaited of={connection}>{view => <Loaded view={view} browses={place.browse ?? false} />}</Awaited>;
}

function Loaded({ view, browses }: { view: ConnectionView; browses: boolean }) {
  const { row } = view;
  const rename = useDeed('connection.rename');
  const [said, setSaid] = useState<string | null>(null);
  return (
    <>
      <PageHead
        name={visible(row.name)}
        logo={<AppLogo logo={row.logo} />}
        title={
          <NameEditor
            name={row.name}
            label="Connection name"
            onRename={async name => void (await rename.mutateAsync({ id: row.id, name }))}
          />
        }
        under={<StateMark state={row.state} />}
        actions={<ConnectionActions row={row} />}
      />
      <div className={page.page}>
        {said ? (
          <p className={css.said} role="status">
            {visible(said)}
          </p>
        ) : null}
        {row.problem ? <ConnectionProblem row={row} problem={row.problem} usedBy={brokenUses(view)} /> : null}
        {view.changes.length > 0 ? <ChangesList changes={view.changes} /> : null}
        <Section title="Who and where">
          <ConnectionFacts view={view} />
        </Section>
        {view.rights ? <RightsSection view={view} rights={view.rights} /> : null}
        <Section title="Health">
          <HealthFacts view={view} />
        </Section>
        <Section title="Browse objects" at={browses ? 'now' : undefined}>
          {view.picklists.length === 0 ? (
            <p>This app has no lists to browse.</p>
          ) : row.state === 'not_connected' ? (
            <p>Connect first; the lists then come from that account.</p>
          ) : (
            <BrowseObjects view={view} />
          )}
        </Section>
        <Section title="Connection fields">
          <FieldFacts view={view} />
        </Section>
        <HistorySection view={view} />
        <Section title="End it">
          <div className={css.end}>
            {row.state === 'not_connected' ? null : (
              <DisconnectButton view={view} onSaid={setSaid} weight="plain" />
            )}
            <RemoveConnection view={view} />
          </div>
        </Section>
      </div>
    </>
  );
}
