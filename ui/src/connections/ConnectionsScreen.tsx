/** @file All connections: those to fix first, each with who, where and what uses it. */
import { useAnswer, useDeed } from '../engine.ts';
import type { ConnectionRow } from '../generated/api.ts';
import { Awaited } from '../parts/Awaited.tsx';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { isBroken, isMendedBySignIn, needsPerson, toFixFirst } from '../parts/states.ts';
import { FixButton } from '../queue/FixButton.tsx';
import { RemovedList } from '../removed/RemovedList.tsx';
import { counted } from '../times.ts';
import { ConnectionLine } from './ConnectionLine.tsx';
import css from './ConnectionsScreen.module.css';
import { NewConnection } from './NewConnection.tsx';

export function ConnectionsScreen() {
  const connections = useAnswer('connections', null);
  const toFix = connections.data?.filter(isMendedBySignIn) ?? [];
  const canCheck = connections.data?.some(
    row => row.state !== 'not_connected' && row.state !== 'vault_locked',
  );
  const check = useDeed('connections.check');
  const checkAll = () =>
    check.mutate(null, { onSuccess: rows => announce(`Checked. ${checkedWords(rows)}`) });
  return (
    <>
      <PageHead
        title="Connections"
        name="Connections"
        under="Every sign-in Larder keeps, whichever recipe uses it."
        actions={
          <>
            {toFix.length > 1 ? <FixButton rows={toFix} /> : null}
            {canCheck ? (
              <Button onPress={checkAll} isPending={check.isPending}>
                {check.isPending ? 'Checking…' : 'Check all'}
              </Button>
            ) : null}
            <NewConnection weight={toFix.length > 1 ? 'plain' : 'main'} />
          </>
        }
      />
      <div className={page.page}>
        <Awaited of={connections}>
          {rows =>
            rows.length === 0 ? (
              <Empty
                title="No connections yet"
                action={<OpenLink to={{ screen: 'recipes' }}>Go to the recipes</OpenLink>}
              >
                A connection is a sign-in to one account of an app. Make one from a recipe, or here with New
                connection.
              </Empty>
            ) : (
              <Groups rows={toFixFirst(rows)} />
            )
          }
        </Awaited>
        <RemovedList />
        {check.error ? <ProblemPanel problem={check.error} isAlert /> : null}
      </div>
    </>
  );
}

function checkedWords(rows: readonly ConnectionRow[]): string {
  const broken = rows.filter(isBroken).length;
  if (broken === 0) return 'All connections that are connected work.';
  return `${counted(broken, 'connection needs you', 'connections need you')}.`;
}

function Groups({ rows }: { rows: ConnectionRow[] }) {
  const broken = rows.filter(isBroken);
  const apart = rows.filter(row => row.state === 'not_connected');
  const fine = rows.filter(row => !needsPerson(row));
  const groups = [
    {
      id: 'to-fix',
      title: counted(broken.length, 'connection needs you', 'connections need you'),
      rows: broken,
    },
    { id: 'not-connected', title: counted(apart.length, 'not connected', 'not connected'), rows: apart },
    {
      id: 'fine',
      title: fine.length < rows.length ? 'The others' : counted(fine.length, 'connection'),
      rows: fine,
    },
  ];
  return groups
    .filter(group => group.rows.length > 0)
    .map(group => (
      <section key={group.id} aria-labelledby={group.id}>
        <h2 id={group.id} className={css.group}>
          {group.title}
        </h2>
        <Lines rows={group.rows} />
      </section>
    ));
}

function Lines({ rows }: { rows: ConnectionRow[] }) {
  return (
    <ul className={page.list}>
      {rows.map(row => (
        <ConnectionLine key={row.id} row={row} />
      ))}
    </ul>
  );
}
