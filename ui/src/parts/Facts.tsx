/** @file What is known of a thing, as pairs of a name and a value. */
import type { ReactNode } from 'react';
import css from './Facts.module.css';

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>;
}
