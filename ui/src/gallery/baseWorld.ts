/** @file The world every scene begins with, and the one with everything connected. */
import type { ClientRow, ConnectionRow } from '../generated/api.ts';
import { http, salesforce, zendesk } from './apps.ts';
import { fieldsOf, objects, organizationFields } from './lists.ts';
import { acmeIdentity, connection, sample, subsidiary, support } from './things.ts';
import type { World } from './world.ts';

export function world(more: Partial<World> = {}): World {
  return {
    apps: [salesforce, zendesk, http],
    mistakes: [],
    connections: [],
    recipes: [],
    clients: [],
    practice: {
      running: true,
      origins: [
        { app: 'salesforce', key: 'login', origin: 'http://127.0.0.1:47610' },
        { app: 'salesforce', key: 'test', origin: 'http://127.0.0.1:47611' },
        { app: 'zendesk', key: 'acme', origin: 'http://127.0.0.1:47612' },
      ],
      people: [
        {
          app: 'salesforce',
          org: 'login',
          username: 'ada@acme.test',
          password: 'analytical-engine',
          api_token: null,
          about: 'Administrator, sees everything',
        },
        {
          app: 'salesforce',
          org: 'login',
          username: 'tom@acme.test',
          password: 'read-only-please',
          api_token: null,
          about: 'May read, may not write',
        },
        {
          app: 'zendesk',
          org: 'acme',
          username: 'grace@acme.test',
          password: 'nanosecond',
          api_token: 'practice-token-grace',
          about: 'Admin',
        },
      ],
      faults: [
        { id: 'revoke', about: 'Revoke the sign-in', takes: ['app', 'username'] },
        { id: 'password', about: 'Change the password', takes: ['app', 'username', 'password'] },
        { id: 'rights', about: 'Reduce the rights', takes: ['app', 'username'] },
        { id: 'slow', about: 'Answer slowly', takes: ['app'] },
        { id: 'html', about: 'Answer with a login page', takes: ['app'] },
        { id: 'mend', about: 'Mend everything', takes: [] },
      ],
    },
    settings: { theme: 'system', check_at_start: true, notify: true },
    removed: [],
    vault: { state: 'unlocked', words: 'Keychain: unlocked', problem: null },
    notices: [],
    leaving: null,
    left: null,
    checks: [
      { name: 'Keychain', ok: true, found: 'GNOME Keyring answered in 4 ms', hint: null },
      { name: 'Store', ok: true, found: 'Database version 3, 214 kB', hint: null },
      {
        name: 'Clock',
        ok: false,
        found: '4 minutes behind login.salesforce.com',
        hint: 'Set the clock of this computer.',
      },
      { name: 'Network', ok: true, found: 'login.salesforce.com answered', hint: null },
    ],
    status: { version: '0.1.0', data_folder: '/home/ada/.local/share/larder' },
    rows: (picklist, params) => {
      if (picklist === 'objects') return objects;
      if (picklist === 'fields') return fieldsOf(params.object ?? '');
      if (picklist === 'organization_fields') return organizationFields;
      return ['Agriculture', 'Banking', 'Energy', 'Media'].map(value => ({
        value,
        label: value,
        kind: null,
        required: false,
        custom: false,
        hint: null,
        marks: [],
      }));
    },
    listProblem: null,
    stale: null,
    losses: {},
    failing: {},
    ...more,
  };
}

export const acme = (row: Partial<ConnectionRow> = {}) =>
  connection({ id: 'acme', name: 'Acme production', identity: acmeIdentity, used_by: 1, ...row });

const client: ClientRow = {
  connector: 'salesforce',
  connector_name: 'Salesforce',
  logo: salesforce.logo,
  host: '',
  client_id: '3MVG9lKcPoNINVBIPJjdw1J9LLM82HnFVVX19KY1uA5mu0QqEWhqKpoW3svG3XHrXDiCQjK1mdgAvhCscA9GE',
  has_secret: true,
  used_by: 2,
};

export const connected = () =>
  world({
    connections: [support, subsidiary, acme()],
    recipes: [{ ...sample, bound: { ...sample.bound, 'salesforce.primary': 'acme' } }],
    clients: [client],
  });
