/** @file A link that stays in the window; opens a place, not a page. */
import { Link } from 'react-aria-components/Link';
import { type Place, toAddress } from '../place.ts';
import css from './OpenLink.module.css';

export function OpenLink({ to, children }: { to: Place; children: React.ReactNode }) {
  return (
    <Link className={css.link} href={toAddress(to)}>
      {children}
    </Link>
  );
}
