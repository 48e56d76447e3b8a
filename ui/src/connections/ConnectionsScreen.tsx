/** @file All connections: those to fix first, each with who, where and what uses it. */
import { useAnswer } from '../engine.ts';
import type { ConnectionRow } from '../generated/api.ts';
import { Awaited } from '../parts/Awaited.tsx';
import { Empty } from '../parts/Empty.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { needsPerson, toFixFirst } from '../parts/states.ts';
import { counted } from '../times.ts';
import { ConnectionLine } from './ConnectionLine.tsx';
import css from './ConnectionsScreen.module.css';
import { NewConnection } from './NewConnection.tsx';

export function ConnectionsScreen() {
  const connections = useAnswer('connections', null);
  return (
    <>
      <PageHead
        title="Connections"
        name="Connections"
        under="Every sign-in Larder keeps, whichever recipe uses it."
        actions={<NewConnection />}
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
      </div>
    </>
  );
}

function Groups({ rows }: { rows: ConnectionRow[] }) {
  const toFix = rows.filter(needsPerson);
  const fine = rows.filter(row => !needsPerson(row));
  return (
    <>
      {toFix.length > 0 ? (
        <section aria-labelledby="to-fix">
          <h2 id="to-fix" className={css.group}>
            {counted(toFix.length, 'connection needs you', 'connections need you')}
          </h2>
          <Lines rows={toFix} />
        </section>
      ) : null}
      {fine.length > 0 ? (
        <section aria-labelledby="fine">
          <h2 id="fine" className={css.group}>
            {toFix.length > 0 ? 'The others' : counted(fine.length, 'connection')}
          </h2>
          <Lines rows={fine} />
        </section>
      ) : null}
    </>
  );
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
