/** @file A state: a shape of its own and always its word. */
import type { ConnectionState } from '../generated/api.ts';
import css from './StateMark.module.css';
import { stateTone, stateWords } from './states.ts';

export function StateMark({ state }: { state: ConnectionState }) {
  return (
    <span className={`${css.state} ${css[stateTone(state)]}`} data-state={state}>
      {stateWords(state)}
    </span>
  );
}
