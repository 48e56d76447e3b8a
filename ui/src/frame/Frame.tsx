/** @file The frame of the window: navigation at the left, what has to be told above the screen. */
import { type ReactNode, useEffect, useRef } from 'react';
import { RemovedNotice } from '../removed/RemovedNotice.tsx';
import { usePlace } from '../usePlace.ts';
import css from './Frame.module.css';
import { Navigation } from './Navigation.tsx';
import { Notices } from './Notices.tsx';
import { VaultBar } from './VaultBar.tsx';

export function Frame({ children }: { children: ReactNode }) {
  const place = usePlace();
  const main = useRef<HTMLElement>(null);
  const screen = `${place.screen} ${'id' in place ? place.id : ''}`;
  useEffect(() => {
    // Another screen starts at its head.
    if (screen) main.current?.scrollTo(0, 0);
  }, [screen]);
  return (
    <div className={css.frame}>
      <Navigation place={place} />
      <main ref={main} className={css.main} data-screen={place.screen}>
        {place.screen === 'settings' ? null : <VaultBar />}
        <RemovedNotice />
        <Notices />
        {children}
      </main>
    </div>
  );
}
