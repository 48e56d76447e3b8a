/** @file Calls out that a sandbox comes where production was, or the reverse. */
import css from './EnvironmentChanged.module.css';

export function EnvironmentChanged({ words }: { words: string }) {
  return (
    <p className={css.environment} role="alert" data-environment-changed="">
      <strong>{words}</strong>
    </p>
  );
}
