/** @file The live region; it stays reachable while a dialog hides the rest of the page. */
import { useEffect, useState } from 'react';
import css from './Announcer.module.css';
import { onAnnounced } from './announcer.ts';

export function Announcer() {
  const [said, setSaid] = useState({ words: '', turn: 0 });
  useEffect(() => onAnnounced(words => setSaid(last => ({ words, turn: last.turn + 1 }))), []);
  return (
    <div role="status" aria-live="polite" data-live-announcer="true" className={css.hidden}>
      <span key={said.turn}>{said.words}</span>
    </div>
  );
}
