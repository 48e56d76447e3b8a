/** @file How loud a problem is: red for what is broken, amber for what passes, is limited or was the person's own choice. */
import type { ProblemKind } from '../generated/api.ts';

const amber: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'rights',
  'rights_reduced',
  'app_down',
  'rate_limited',
  'network',
  'not_api',
  'declined',
  'cancelled',
  'timed_out',
  'vault_locked',
]);

export function problemTone(kind: ProblemKind): 'bad' | 'warn' {
  return amber.has(kind) ? 'warn' : 'bad';
}

const passing: ReadonlySet<ProblemKind> = new Set<ProblemKind>([
  'app_down',
  'rate_limited',
  'network',
  'not_api',
  'vault_locked',
]);

/** True for what is over by itself, or with the keychain: the sign-in is as good as before. */
export function isPassing(kind: ProblemKind): boolean {
  return passing.has(kind);
}
