/** @file What happened to a connection, newest first as the engine tells it: when, what, and why. */
import type { HistoryLine } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { wholeTime } from '../times.ts';
import css from './HistoryTable.module.css';

export function HistoryTable({ lines }: { lines: readonly HistoryLine[] }) {
  if (lines.length === 0) return <p>Nothing has happened yet.</p>;
  return (
    <table className={css.history}>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">What happened</th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike to the millisecond
          <tr key={`${line.at} ${at}`}>
            <td>
              <time dateTime={new Date(line.at).toISOString()}>{wholeTime(line.at)}</time>
            </td>
            <td>
              <Data>{line.what}</Data>
            </td>
            <td>{line.cause ? <Data>{line.cause}</Data> : null}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
