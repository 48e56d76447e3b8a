/** @file A link that stays in the window; opens a place, not a page. */
import { Link } from 'react-aria-components/Link';
import { type Place, toAddress } from '../place.ts';
import css from './OpenLink.module.css';

interface Props {
  to: Place;
  /** Heard when it is pressed, even when its place is where one is already. */
  onPress?: (() => void) | undefined;
  children: React.ReactNode;
}

export function OpenLink({ to, onPress, children }: Props) {
  return (
    <Link className={css.link} href={toAddress(to)} {...(onPress ? { onPress } : {})}>
      {children}
    </Link>
  );
}
