/** @file Brings a removed connection back, says so, and puts its notice away. */
import { useDeed } from '../engine.ts';
import { announce } from '../parts/announcer.ts';
import { tellRemoved } from './justRemoved.ts';

export function useBringBack() {
  const restore = useDeed('connection.restore');
  const bringBack = (id: string) =>
    restore.mutate(
      { id },
      {
        onSuccess: row => {
          tellRemoved(null);
          announce(`${row.name} is back. It has to be connected again.`);
        },
      },
    );
  return { bringBack, isPending: restore.isPending, problem: restore.error };
}
