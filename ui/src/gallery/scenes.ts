/** @file The states of the world the gallery can show. */
import { http, ownDefinition, salesforce, zendesk } from './apps.ts';
import { acme, connected, world } from './baseWorld.ts';
import { brokenScenes } from './brokenScenes.ts';
import { hostile } from './lists.ts';
import { problems } from './problems.ts';
import { connection, days, identity, sample, subsidiary, support } from './things.ts';
import type { World } from './world.ts';

/** Its choices were made before the keychain was locked. */
const lockedRecipe = {
  ...sample,
  steps: sample.steps.map(step =>
    step.id === 's1' ? { ...step, values: { object: { value: 'Account', label: 'Account' } } } : step,
  ),
  bound: { ...sample.bound, 'salesforce.primary': 'acme' },
};

/** One more world for each name; `?scene=` chooses. */
export const scenes: Record<string, () => World> & { usual: () => World } = {
  first: () => world(),
  usual: () =>
    world({
      connections: [support, subsidiary],
      recipes: [sample, { id: 'renewals', name: 'Sync renewals', saved_at: days(9), steps: [], bound: {} }],
    }),
  connected,
  candidates: () => world({ connections: [support, subsidiary, acme({ used_by: 0 })], recipes: [sample] }),
  broken: () => ({
    ...connected(),
    connections: [support, subsidiary, acme({ state: 'needs_reconnect', problem: problems.revoked })],
  }),
  down: () => ({ ...connected(), listProblem: problems.down }),
  refused: () => ({ ...connected(), listProblem: problems.revoked }),
  stale: () => ({ ...connected(), stale: problems.offline }),
  empty: () => ({ ...connected(), rows: () => [] }),
  failing: () => ({
    ...connected(),
    failing: { recipes: problems.storage, recipe: problems.storage, connections: problems.storage },
  }),
  locked: () => ({
    ...connected(),
    vault: { state: 'locked', words: 'Keychain: locked', problem: problems.locked },
    connections: [
      ...[support, subsidiary, acme()].map(one => ({
        ...one,
        row: { ...one.row, state: 'vault_locked' as const, problem: problems.locked },
      })),
    ],
    recipes: [lockedRecipe],
    notices: [problems.definition],
    apps: [salesforce, zendesk, http, ownDefinition],
    mistakes: [
      {
        file: 'acme-billing.toml',
        line: 14,
        column: 9,
        what: 'Unknown key `tokn_url`.',
        hint: 'Did you mean `token_url`?',
      },
      {
        file: 'broken/very/long/path/of/a/definition/in/a/folder/somewhere.toml',
        line: 2,
        column: 1,
        what: 'Expected a table, found a string.',
        hint: null,
      },
    ],
  }),
  leaving: () => ({
    ...connected(),
    vault: { state: 'locked', words: 'Keychain: locked', problem: problems.locked },
    leaving: problems.leaving,
  }),
  ...brokenScenes,
  hostile: () => ({
    ...connected(),
    recipes: [
      {
        ...sample,
        name: `<img src=x onerror="document.title='broken'"> \u202eمرحبا ${'long '.repeat(40)}`,
        bound: { ...sample.bound, 'salesforce.primary': 'acme' },
      },
    ],
    connections: [
      support,
      connection({
        id: 'subsidiary',
        name: `حساب ${'Z\u0301'.repeat(30)}\u0000`,
        state: 'needs_reconnect',
        identity: identity(`${'x'.repeat(300)}@<script>alert(1)</script>.test`, {
          host: `${'sub.'.repeat(50)}test`,
          account: 'شركة \u202e evil',
        }),
        problem: {
          ...problems.revoked,
          what: `The app said: <img src=x onerror="document.title='broken'"> \u202e\u0007`,
          detail: `<script>${'A'.repeat(5000)}</script>`,
        },
      }),
      acme(),
    ],
    rows: () => hostile,
  }),
};
