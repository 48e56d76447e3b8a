/** @file What happened to a connection, newest first as the engine tells it. */
import type { HistoryLine } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { wholeTime } from '../times.ts';
import css from './ConnectionScreen.module.css';

export function HistoryList({ lines }: { lines: readonly HistoryLine[] }) {
  if (lines.length === 0) return <p>Nothing has happened yet.</p>;
  return (
    <ul className={css.history}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike to the millisecond
        <li key={`${line.at} ${at}`}>
          <time dateTime={new Date(line.at).toISOString()}>{wholeTime(line.at)}</time>
          <div>
            <Data>{line.what}</Data>
            {line.cause ? (
              <small>
                <Data>{line.cause}</Data>
              </small>
            ) : null}
          </div>
        </li>
      ))}
    </ul>
  );
}
