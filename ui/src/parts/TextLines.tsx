/** @file Foreign text of several lines, as it is: its lines kept, control characters shown. */
import { visibleLines } from '../visible.ts';
import css from './TextLines.module.css';

export function TextLines({ children }: { children: string }) {
  return (
    <pre className={css.lines} dir="auto">
      {visibleLines(children)}
    </pre>
  );
}
