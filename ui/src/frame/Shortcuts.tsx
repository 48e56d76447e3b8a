/** @file Keys that work everywhere: Back, and the four sections. */
import { useEffect } from 'react';
import { go } from '../usePlace.ts';

export function Shortcuts() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isInDialog(event)) return;
      const command = event.ctrlKey || event.metaKey;
      if ((event.altKey && event.key === 'ArrowLeft') || (command && event.key === '[')) {
        event.preventDefault();
        window.history.back();
      } else if ((event.altKey && event.key === 'ArrowRight') || (command && event.key === ']')) {
        event.preventDefault();
        window.history.forward();
      } else if (command && event.key === ',') {
        event.preventDefault();
        go({ screen: 'settings' });
      } else if (command && !event.shiftKey && !event.altKey && /^[1-4]$/.test(event.key)) {
        event.preventDefault();
        const screens = ['recipes', 'connections', 'apps', 'settings'] as const;
        go({ screen: screens[Number(event.key) - 1] ?? 'recipes' });
      }
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return null;
}

/** Going elsewhere under an open dialog would lose what is typed in it. */
function isInDialog(event: KeyboardEvent): boolean {
  return (
    event.target instanceof Element && event.target.closest('[role=dialog], [role=alertdialog]') !== null
  );
}
