/** @file A short word in a frame: Production, Sandbox, a scope, a type. */
import css from './Tag.module.css';

export type Tone = 'plain' | 'good' | 'warn' | 'bad' | 'info' | 'accent';

export function Tag({ children, tone = 'plain' }: { children: React.ReactNode; tone?: Tone }) {
  return <span className={`${css.tag} ${css[tone]}`}>{children}</span>;
}
