/** @file An empty list: what it is, why it is empty, one thing to do. */
import type { ReactNode } from 'react';
import css from './Empty.module.css';

export function Empty({
  title,
  children,
  action,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={css.empty}>
      <h2>{title}</h2>
      <p>{children}</p>
      {action ? <div className={css.action}>{action}</div> : null}
    </div>
  );
}
