/** @file Leads through the broken connections: the card of one, its sign-in, the next; at the end what came of it. */
import { useState } from 'react';
import { ConnectDialog } from '../connect/ConnectDialog.tsx';
import { targetOf } from '../connect/connectDialog.ts';
import { useAnswer } from '../engine.ts';
import type { SignInView } from '../generated/api.ts';
import { FixCard } from './FixCard.tsx';
import { FixSummary } from './FixSummary.tsx';
import { nextOf, type QueueItem, standOf, withDone } from './queue.ts';

interface Props {
  items: QueueItem[];
  onItems: (items: QueueItem[]) => void;
  onClose: () => void;
}

export function FixQueueDialog({ items, onItems, onClose }: Props) {
  const { data: rows = [] } = useAnswer('connections', null);
  const [signingIn, setSigningIn] = useState<string | null>(null);
  const [left, setLeft] = useState<string | null>(null);
  const at = nextOf(items, rows);
  const item = at === null ? undefined : items[at];
  const row = rows.find(one => one.id === item?.id);

  // A sign-in stays on screen until it says itself that it is over, whatever the list knows already.
  const running = rows.find(one => one.id === signingIn);
  if (running) {
    const place = `${items.findIndex(one => one.id === running.id) + 1} of ${items.length}`;
    const finish = (signIn: SignInView) => {
      setSigningIn(null);
      // Another account may have become a connection of its own: then this one is as it was.
      onItems(withDone(items, running.id, signIn.connection === running.id ? 'fixed' : 'skipped'));
    };
    return (
      <ConnectDialog
        key={running.id}
        target={{ ...targetOf(running), startsAtOnce: true, scopes: running.problem?.action?.scopes }}
        place={place}
        onClose={() => {
          setSigningIn(null);
          setLeft(running.id);
        }}
        onDone={finish}
      />
    );
  }
  if (!item || !row || at === null) return <FixSummary items={items} rows={rows} onClose={onClose} />;
  const before = items[at - 1];
  return (
    <FixCard
      key={row.id}
      row={row}
      place={`${at + 1} of ${items.length}`}
      justFixed={before && standOf(before, rows) === 'fixed' ? before.name : null}
      wasLeft={left === row.id}
      onSignIn={() => setSigningIn(row.id)}
      onSkip={() => onItems(withDone(items, row.id, 'skipped'))}
      onStop={onClose}
    />
  );
}
