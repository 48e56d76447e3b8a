/** @file Counts down to the moment the app is asked again by itself; read when come upon, never called out. */
import { countdown, wholeTime } from '../times.ts';
import { useSecond } from './now.ts';

export function NextTry({ at }: { at: number }) {
  const now = useSecond();
  return (
    <span role="timer" title={wholeTime(at)} data-next-try="">
      {at <= now ? 'Trying again now…' : `Tries again in ${countdown(at, now)}`}
    </span>
  );
}
