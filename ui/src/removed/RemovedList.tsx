/** @file The connections removed since Larder was opened; each can be brought back, without its sign-in. */
import { WhoWhere } from '../connections/WhoWhere.tsx';
import { useAnswer } from '../engine.ts';
import type { ConnectionRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import page from '../parts/Page.module.css';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './Removed.module.css';
import { useBringBack } from './useBringBack.ts';

export function RemovedList() {
  const { data: rows = [] } = useAnswer('connections.removed', null);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="removed">
      <h2 id="removed" className={css.title}>
        Removed since Larder was opened
      </h2>
      <ul className={page.list}>
        {rows.map(row => (
          <Line key={row.id} row={row} />
        ))}
      </ul>
      <p className={css.aside}>They are forgotten when Larder is closed.</p>
    </section>
  );
}

function Line({ row }: { row: ConnectionRow }) {
  const { bringBack, isPending, problem } = useBringBack();
  return (
    <li className={css.line} data-removed-connection={row.id}>
      <AppLogo logo={row.logo} size="small" />
      <div className={css.words}>
        <b>
          <Data>{row.name}</Data>
        </b>
        <div className={css.under}>
          <WhoWhere row={row} />
          <span>{row.used_by === 0 ? 'Was not used' : `Was used by ${counted(row.used_by, 'recipe')}`}</span>
        </div>
        {problem ? <ProblemPanel problem={problem} isAlert /> : null}
      </div>
      <Button
        isPending={isPending}
        aria-label={`Bring back ${visible(row.name)}`}
        onPress={() => bringBack(row.id)}
      >
        Bring back
      </Button>
    </li>
  );
}
