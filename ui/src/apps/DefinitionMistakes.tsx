/** @file Definitions that could not be used: file, line, column, what was expected. */
import type { DefinitionMistake } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { counted } from '../times.ts';
import css from './DefinitionMistakes.module.css';

export function DefinitionMistakes({ mistakes }: { mistakes: readonly DefinitionMistake[] }) {
  return (
    <section className={css.mistakes} aria-labelledby="definition-mistakes">
      <h2 id="definition-mistakes">{counted(mistakes.length, 'mistake')} in definitions</h2>
      <p>Every other app works. Correct the file; it is read again at the next start.</p>
      <ul>
        {mistakes.map(mistake => (
          <li key={`${mistake.file}:${mistake.line}:${mistake.column} ${mistake.what}`}>
            <code>
              <Data>{`${mistake.file}:${mistake.line}:${mistake.column}`}</Data>
            </code>
            <div>
              <Data>{mistake.what}</Data>
              {mistake.hint ? (
                <small>
                  <Data>{mistake.hint}</Data>
                </small>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
