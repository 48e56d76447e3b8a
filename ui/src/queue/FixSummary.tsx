/** @file What came of the way through the broken connections. */
import { WhoWhere } from '../connections/WhoWhere.tsx';
import type { ConnectionRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import css from './FixQueue.module.css';
import { type QueueItem, standOf, summaryWords } from './queue.ts';

interface Props {
  items: readonly QueueItem[];
  rows: readonly ConnectionRow[];
  onClose: () => void;
}

export function FixSummary({ items, rows, onClose }: Props) {
  const isAnyLeft = items.some(item => standOf(item, rows) === 'skipped');
  return (
    <DialogFrame
      title={summaryWords(items, rows)}
      isOpen
      onClose={onClose}
      foot={
        <Button weight="main" autoFocus onPress={onClose}>
          Done
        </Button>
      }
    >
      <ul className={css.summary}>
        {items.map(item => (
          <Line key={item.id} item={item} row={rows.find(one => one.id === item.id)} rows={rows} />
        ))}
      </ul>
      {isAnyLeft ? (
        <p className={css.aside}>What was skipped stays as it was, and can be fixed any time.</p>
      ) : null}
    </DialogFrame>
  );
}

interface LineProps {
  item: QueueItem;
  row: ConnectionRow | undefined;
  rows: readonly ConnectionRow[];
}

function Line({ item, row, rows }: LineProps) {
  return (
    <li>
      {row ? <AppLogo logo={row.logo} size="small" /> : null}
      <div className={css.words}>
        <b>
          <Data>{item.name}</Data>
        </b>
        <div className={css.who}>
          {row ? (
            <>
              <StateMark state={item.done === 'fixed' ? 'connected' : row.state} /> <WhoWhere row={row} />
            </>
          ) : (
            'Removed'
          )}
        </div>
      </div>
      {standOf(item, rows) === 'skipped' ? <span className={css.aside}>Skipped</span> : null}
    </li>
  );
}
