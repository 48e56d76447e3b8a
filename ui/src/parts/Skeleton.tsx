/** @file Lines that stand for what is being read. */
import css from './Skeleton.module.css';

export function Skeleton({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }) {
  return (
    <div className={css.lines} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => `${62 + ((line * 37) % 34)}%`).map((width, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <span key={line} style={{ width }} />
      ))}
    </div>
  );
}
