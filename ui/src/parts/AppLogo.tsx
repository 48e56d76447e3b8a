/** @file An app's mark or initial on its colour; a small 2 tells the secondary slot apart. */
import type { Logo } from '../generated/api.ts';
import { visible } from '../visible.ts';
import css from './AppLogo.module.css';
import { marks } from './marks.ts';

interface Props {
  logo: Logo;
  /** Role of the slot; anything but the primary one is badged. */
  role?: string | undefined;
  size?: 'small' | 'usual' | 'large';
}

const colour = /^#[0-9a-f]{6}$/i;

export function AppLogo({ logo, role = 'primary', size = 'usual' }: Props) {
  const mark = marks.get(logo.mark);
  const background = colour.test(logo.color) ? logo.color : '#5f5a52';
  return (
    <span className={`${css.logo} ${css[size]}`} style={{ background }} aria-hidden="true">
      {mark ? (
        <img src={mark} alt="" />
      ) : (
        <span className={css.letter} data-dark-letter={isLight(background) || undefined}>
          {visible([...logo.letter][0] ?? '?')}
        </span>
      )}
      {role === 'primary' ? null : <i className={css.badge}>{badge(role)}</i>}
    </span>
  );
}

function badge(role: string): string {
  return role === 'secondary' ? '2' : visible([...role][0] ?? '').toUpperCase();
}

function isLight(hex: string): boolean {
  const part = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return 0.2126 * part(1) ** 2.2 + 0.7152 * part(3) ** 2.2 + 0.0722 * part(5) ** 2.2 > 0.3;
}
