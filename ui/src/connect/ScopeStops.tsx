/** @file The steps that stop working with fewer scopes, each with the one it needs. */
import consequences from '../connections/Consequences.module.css';
import { stepsWords } from '../connections/uses.ts';
import type { ScopeStop } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';

interface Props {
  stops: readonly ScopeStop[];
  /** Said at once when it appears. */
  isAlert?: boolean;
}

export function ScopeStops({ stops, isAlert = false }: Props) {
  return (
    <div
      className={consequences.consequences}
      role={isAlert ? 'alert' : undefined}
      data-consequences={isAlert ? 'asked' : ''}
    >
      <p>With these scopes, this stops working:</p>
      <ul>
        {stops.flatMap(stop =>
          stop.used_by.map(use => (
            <li key={`${stop.scope} ${use.recipe} ${use.role}`}>
              <Data>{use.recipe_name}</Data>, {stepsWords(use.steps)} (needs{' '}
              <code>
                <Data>{stop.scope}</Data>
              </code>
              )
            </li>
          )),
        )}
      </ul>
    </div>
  );
}
