/** @file Production, sandbox or practice, as a tag. */
import type { Environment } from '../generated/api.ts';
import { Tag } from './Tag.tsx';

export function EnvironmentTag({ environment, practice }: { environment: Environment; practice?: boolean }) {
  return (
    <>
      {environment === 'production' ? <Tag tone="good">Production</Tag> : null}
      {environment === 'sandbox' ? <Tag tone="warn">Sandbox</Tag> : null}
      {practice ? <Tag tone="info">Practice</Tag> : null}
    </>
  );
}
