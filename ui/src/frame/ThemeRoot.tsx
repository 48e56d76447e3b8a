/** @file Puts the chosen appearance on the page. */
import { useEffect, useSyncExternalStore } from 'react';
import { useAnswer } from '../engine.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');

function subscribe(changed: () => void): () => void {
  dark.addEventListener('change', changed);
  return () => dark.removeEventListener('change', changed);
}

export function ThemeRoot() {
  const { data: settings } = useAnswer('settings', null);
  const systemIsDark = useSyncExternalStore(subscribe, () => dark.matches);
  const theme = settings?.theme ?? 'system';
  const isDark = theme === 'dark' || (theme === 'system' && systemIsDark);
  useEffect(() => {
    document.documentElement.classList.toggle('dark', isDark);
  }, [isDark]);
  return null;
}
