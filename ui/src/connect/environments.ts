/** @file Says that a sandbox stands where production was, or the reverse. */
import type { AccountQuestion, Environment, EnvironmentChange } from '../generated/api.ts';

const names: Record<Environment, string> = {
  production: 'production',
  sandbox: 'a sandbox',
  unknown: 'an environment the app does not name',
};

/** "This is a sandbox; before it was production." */
export function environmentWords({ before, now }: Pick<AccountQuestion, 'before' | 'now'>): string {
  return `This is ${names[now.environment]}; before it was ${names[before.environment]}.`;
}

/** "This is a sandbox; the slot uses production now." */
export function switchWords({ before, now }: EnvironmentChange): string {
  return `This is ${names[now]}; the slot uses ${names[before]} now.`;
}
