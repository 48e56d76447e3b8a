/** @file The head of a screen: title, a line under it, its buttons. Takes the focus when its screen opens. */
import { type ReactNode, useEffect, useRef } from 'react';
import css from './PageHead.module.css';

interface Props {
  title: ReactNode;
  /** The title as plain text, for the window. */
  name: string;
  under?: ReactNode;
  logo?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
}

/** The first screen leaves the focus where it is. */
let isFirstScreen = true;

export function PageHead({ title, name, under, logo, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirstScreen) heading.current?.focus({ preventScroll: true });
    isFirstScreen = false;
  }, []);
  useEffect(() => {
    document.title = name ? `${name} - Larder` : 'Larder';
  }, [name]);
  return (
    <header className={css.head}>
      <div className={css.row}>
        {logo}
        <div className={css.words}>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {under ? <div className={css.under}>{under}</div> : null}
        </div>
        {actions ? <div className={css.actions}>{actions}</div> : null}
      </div>
      {children}
    </header>
  );
}
