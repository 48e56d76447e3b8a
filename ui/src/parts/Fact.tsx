/** @file One line of `Facts`. */
import type { ReactNode } from 'react';
import css from './Facts.module.css';

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={css.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
