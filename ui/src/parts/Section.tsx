/** @file A titled part of a screen. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import css from './Section.module.css';

interface Props {
  title: string;
  under?: ReactNode;
  actions?: ReactNode;
  /** When set, the screen opens at this section. */
  at?: string | undefined;
  children: ReactNode;
}

export function Section({ title, under, actions, at, children }: Props) {
  const id = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!at) return;
    section.current?.scrollIntoView({ block: 'start' });
    section.current?.focus({ preventScroll: true });
  }, [at]);
  return (
    <section ref={section} className={css.section} aria-labelledby={id} tabIndex={-1}>
      <header className={css.head}>
        <div>
          <h2 id={id}>{title}</h2>
          {under ? <p className={css.under}>{under}</p> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </header>
      {children}
    </section>
  );
}
