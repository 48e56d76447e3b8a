/** @file Holds the one way through the broken connections of the window. */
import { type ReactNode, useState } from 'react';
import { focusSomething } from '../connect/focusAfter.ts';
import type { ConnectionRow } from '../generated/api.ts';
import { FixQueueDialog } from './FixQueueDialog.tsx';
import { FixQueueContext } from './fixQueue.ts';
import { type QueueItem, queueOf } from './queue.ts';

export function FixQueueProvider({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<QueueItem[] | null>(null);
  const begin = (rows: readonly ConnectionRow[]) => setItems(queueOf(rows));
  const close = () => {
    setItems(null);
    focusSomething();
  };
  return (
    <FixQueueContext value={begin}>
      {children}
      {items ? <FixQueueDialog items={items} onItems={setItems} onClose={close} /> : null}
    </FixQueueContext>
  );
}
