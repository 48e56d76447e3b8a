/** @file What changed since an earlier receipt, newest first, with the way to each step it touches. */
import type { Change } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { Data } from '../parts/Data.tsx';
import { useNow } from '../parts/now.ts';
import css from './ChangesList.module.css';
import { differences, differenceWords } from './changes.ts';
import { UseLinks } from './UseLinks.tsx';

export function ChangesList({ changes }: { changes: readonly Change[] }) {
  const now = useNow();
  return (
    <ul className={css.changes} aria-label="What changed">
      {differences(changes).map(change => (
        <li
          key={`${change.at} ${change.since} ${change.isLoss}`}
          className={change.isLoss ? css.lost : css.came}
          data-change={change.isLoss ? 'lost' : 'came'}
        >
          <p>
            <strong>
              <Data>{differenceWords(change, now)}</Data>
            </strong>{' '}
            <span className={css.when}>
              Noticed <Ago at={change.at} />.
            </span>
          </p>
          {change.isLoss && change.affects.length > 0 ? <UseLinks uses={change.affects} /> : null}
        </li>
      ))}
    </ul>
  );
}
