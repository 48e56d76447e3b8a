/** @file One app: the ways to sign in, what it can do in a recipe, its connections. */
import { useConnectDialog } from '../connect/connectDialog.ts';
import { ConnectionLine } from '../connections/ConnectionLine.tsx';
import { useAnswer } from '../engine.ts';
import type { AppView, OperationView } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Awaited } from '../parts/Awaited.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { Section } from '../parts/Section.tsx';
import { Tag } from '../parts/Tag.tsx';
import { VendorLink } from '../parts/VendorLink.tsx';
import { visible } from '../visible.ts';
import css from './AppScreen.module.css';
import { WayCard } from './WayCard.tsx';

export function AppScreen({ id }: { id: string }) {
  const app = useAnswer('app', { id });
  return <Awaited of={app}>{view => <Loaded app={view} />}</Awaited>;
}

function Loaded({ app }: { app: AppView }) {
  const connect = useConnectDialog();
  const { data: connections } = useAnswer('connections', null);
  const own = connections?.filter(row => row.connector === app.id) ?? [];
  return (
    <>
      <PageHead
        name={visible(app.name)}
        logo={<AppLogo logo={app.logo} />}
        title={<Data>{app.name}</Data>}
        under={app.about ? <Data>{app.about}</Data> : undefined}
        actions={
          <Button weight="main" onPress={() => connect({ connector: app.id })}>
            Connect
          </Button>
        }
      />
      <div className={page.page}>
        <div className={css.tags}>
          {app.source === 'folder' ? <Tag tone="info">Own definition</Tag> : null}
          {app.practice ? <Tag tone="info">Practice app available</Tag> : null}
          {app.slots.length > 1 ? <Tag>Two accounts in one recipe</Tag> : null}
          {app.docs ? <VendorLink url={app.docs}>The vendor's documentation</VendorLink> : null}
        </div>
        <Section title="Connections">
          {own.length === 0 ? (
            <p>None yet. Connect makes one.</p>
          ) : (
            <ul className={page.list}>
              {own.map(row => (
                <ConnectionLine key={row.id} row={row} />
              ))}
            </ul>
          )}
        </Section>
        <Section title="Ways to sign in">
          <div className={css.ways}>
            {app.ways.map(way => (
              <WayCard key={way.id} app={app} way={way} />
            ))}
          </div>
        </Section>
        <Section title="In a recipe">
          {app.operations.length === 0 ? (
            <p>No triggers or actions.</p>
          ) : (
            <ul className={css.operations}>
              {app.operations.map(operation => (
                <Operation key={operation.id} operation={operation} />
              ))}
            </ul>
          )}
        </Section>
      </div>
    </>
  );
}

function Operation({ operation }: { operation: OperationView }) {
  return (
    <li>
      <span className={css.kind}>{operation.kind === 'trigger' ? 'When' : 'Then'}</span>
      <span>
        <Data>{operation.title}</Data>
        {operation.hint ? (
          <small>
            <Data>{operation.hint}</Data>
          </small>
        ) : null}
      </span>
    </li>
  );
}
