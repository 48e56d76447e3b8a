/** @file The rights the recipes need, each with how it stands and the steps that need it; the missing ones first. */
import type { RightLine, RightState } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import css from './RightsTable.module.css';
import { UseLinks } from './UseLinks.tsx';

const states: Record<RightState, { words: string; sign: string; weight: number }> = {
  missing: { words: 'Missing', sign: '✕', weight: 0 },
  unknown: { words: 'Not asked yet', sign: '?', weight: 1 },
  granted: { words: 'Granted', sign: '✓', weight: 2 },
};

export function RightsTable({ lines }: { lines: readonly RightLine[] }) {
  const sorted = [...lines].sort((one, other) => states[one.state].weight - states[other.state].weight);
  return (
    <table className={css.rights}>
      <thead>
        <tr>
          <th scope="col">Right</th>
          <th scope="col">State</th>
          <th scope="col">Needed by</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(line => (
          <tr key={line.label} data-right={line.state}>
            <th scope="row">
              <Data>{line.label}</Data>
            </th>
            <td>
              <span className={css[line.state]}>
                <span aria-hidden="true" className={css.sign}>
                  {states[line.state].sign}
                </span>
                {states[line.state].words}
              </span>
            </td>
            <td>{line.needed_by.length > 0 ? <UseLinks uses={line.needed_by} /> : 'No step now'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
