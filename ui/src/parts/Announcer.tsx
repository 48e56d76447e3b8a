/** @file The live region; it stays reachable while a dialog hides the rest of the page. */
import { useEffect, useState } from 'react';
import css from './Announcer.module.css';
import { onAnnounced } from './announcer.ts';

/** Two things said at once are both heard: each is a line of its own, and the oldest go. */
const kept = 4;

export function Announcer() {
  const [said, setSaid] = useState<readonly { words: string; turn: number }[]>([]);
  useEffect(
    () =>
      onAnnounced(words =>
        setSaid(last => [...last.slice(1 - kept), { words, turn: (last.at(-1)?.turn ?? 0) + 1 }]),
      ),
    [],
  );
  return (
    <div
      role="status"
      aria-live="polite"
      aria-atomic="false"
      data-live-announcer="true"
      className={css.hidden}
    >
      {said.map(({ words, turn }) => (
        <div key={turn}>{words}</div>
      ))}
    </div>
  );
}
