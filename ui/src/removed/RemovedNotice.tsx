/** @file "Removed Acme production. Bring back": over every screen, until it is put away. */
import notices from '../frame/Notices.module.css';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { tellRemoved, useJustRemoved } from './justRemoved.ts';
import css from './Removed.module.css';
import { useBringBack } from './useBringBack.ts';

export function RemovedNotice() {
  const removed = useJustRemoved();
  const { bringBack, isPending, problem } = useBringBack();
  if (!removed) return null;
  return (
    <section className={`${notices.notice} ${css.notice}`} aria-label="Removed" data-removed={removed.id}>
      <div className={notices.words}>
        <strong>
          Removed <Data>{removed.name}</Data>.
        </strong>
        <p>
          <Data>{problem?.what ?? removed.said}</Data>
        </p>
      </div>
      <Button isPending={isPending} onPress={() => bringBack(removed.id)}>
        Bring back
      </Button>
      <Button weight="quiet" onPress={() => tellRemoved(null)}>
        Dismiss
      </Button>
    </section>
  );
}
