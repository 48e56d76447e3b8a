/** @file A time as "2 minutes ago", with the whole of it in the tooltip. */
import { ago, wholeTime } from '../times.ts';
import { useNow } from './now.ts';

export function Ago({ at }: { at: number }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={wholeTime(at)}>
      {ago(at, now)}
    </time>
  );
}
