/** @file Tells screen readers when a connection's state changes, wherever the person is. */
import { useEffect, useRef } from 'react';
import { useAnswer } from '../engine.ts';
import type { ConnectionState } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { stateWords } from '../parts/states.ts';

export function AnnounceConnections() {
  const { data: connections } = useAnswer('connections', null);
  const known = useRef<Map<string, ConnectionState> | null>(null);
  useEffect(() => {
    if (!connections) return;
    const before = known.current;
    known.current = new Map(connections.map(row => [row.id, row.state]));
    if (!before) return;
    for (const row of connections) {
      if (before.get(row.id) === row.state) continue;
      const who = row.state === 'connected' && row.identity ? ` as ${row.identity.user}` : '';
      announce(`${row.name}: ${stateWords(row.state)}${who}`);
    }
  }, [connections]);
  return null;
}
