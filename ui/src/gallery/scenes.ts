/** @file The states of the world the gallery can show. */
import type { ClientRow, ConnectionRow, ConnectionView, Identity } from '../generated/api.ts';
import { http, ownDefinition, salesforce, zendesk } from './apps.ts';
import { fieldsOf, hostile, objects, organizationFields } from './lists.ts';
import { problems } from './problems.ts';
import type { GalleryRecipe, World } from './world.ts';

const now = Date.now();
const minutes = (count: number) => now - count * 60_000;
const days = (count: number) => now - count * 86_400_000;

function identity(user: string, more: Partial<Identity> = {}): Identity {
  return {
    user,
    user_id: null,
    user_name: null,
    account: null,
    account_id: null,
    host: null,
    environment: 'unknown',
    role: null,
    ...more,
  };
}

export const acmeIdentity = identity('integration@acme.test', {
  user_name: 'Integration User',
  account: 'Acme Corporation',
  account_id: '00D5g000004Xq1',
  host: 'acme.my.salesforce.com',
  environment: 'production',
  role: 'Integration',
});

export function connection(
  row: Partial<ConnectionRow> & Pick<ConnectionRow, 'id' | 'name'>,
  more: Partial<ConnectionView> = {},
): ConnectionView {
  const whole: ConnectionRow = {
    connector: 'salesforce',
    connector_name: 'Salesforce',
    logo: salesforce.logo,
    way: 'oauth2',
    way_label: 'Sign in at Salesforce',
    state: 'connected',
    identity: null,
    problem: null,
    sign_in: null,
    connected_at: days(42),
    last_ok_at: minutes(4),
    used_by: 0,
    next_try_at: null,
    ...row,
  };
  return {
    row: whole,
    fields: { environment: 'login', server: 'real' },
    practice: false,
    receipt: whole.identity
      ? {
          at: minutes(4),
          identity: whole.identity,
          granted: ['api', 'refresh_token', 'openid'],
          missing: [],
          lifetime_seconds: 7200,
          refreshable: true,
        }
      : null,
    history: [{ at: days(42), what: `Connected as ${whole.identity?.user ?? 'someone'}`, cause: null }],
    used_by: [],
    picklists: whole.connector === 'salesforce' ? salesforce.picklists : zendesk.picklists,
    expires_at: null,
    rights: null,
    changes: [],
    user_look: null,
    token_since: whole.connected_at,
    next_refresh_at: null,
    ...more,
  };
}

const support = connection(
  {
    id: 'support',
    name: 'Acme support',
    connector: 'zendesk',
    connector_name: 'Zendesk',
    logo: zendesk.logo,
    way_label: 'Sign in at Zendesk',
    identity: identity('integration@acme.test', {
      account: 'acme.zendesk.com',
      host: 'acme.zendesk.com',
      role: 'admin',
    }),
    used_by: 1,
  },
  { fields: { subdomain: 'acme', server: 'real' } },
);

const subsidiary = connection(
  {
    id: 'subsidiary',
    name: 'Subsidiary org',
    state: 'limited',
    identity: identity('it@subsidiary.test', {
      user_name: 'IT Integration',
      account: 'Subsidiary Inc',
      host: 'subsidiary--full.sandbox.my.salesforce.com',
      environment: 'sandbox',
    }),
    problem: problems.reduced,
    used_by: 1,
  },
  {
    fields: { environment: 'test', server: 'real' },
    history: [
      { at: minutes(4), what: 'Rights were reduced', cause: 'Account can no longer be edited' },
      { at: days(3), what: 'Checked', cause: null },
      { at: days(42), what: 'Connected as it@subsidiary.test', cause: null },
    ],
  },
);

const sampleName = 'New or updated Salesforce accounts to Zendesk organizations';

const sample: GalleryRecipe = {
  id: 'sample',
  name: sampleName,
  saved_at: minutes(2),
  steps: [
    { id: 's1', connector: 'salesforce', role: 'primary', operation: 'changed', values: {} },
    {
      id: 's2',
      connector: 'zendesk',
      role: 'primary',
      operation: 'upsert_organization',
      values: { match_on: { value: 'external_id', label: 'External ID' } },
    },
    { id: 's3', connector: 'salesforce', role: 'primary', operation: 'upsert', values: {} },
    {
      id: 's4',
      connector: 'salesforce',
      role: 'secondary',
      operation: 'upsert',
      values: { object: { value: 'Account', label: 'Account' } },
    },
  ],
  bound: { 'zendesk.primary': 'support', 'salesforce.secondary': 'subsidiary' },
};

function world(more: Partial<World> = {}): World {
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
    failing: {},
    ...more,
  };
}

const acme = (row: Partial<ConnectionRow> = {}) =>
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

const connected = () =>
  world({
    connections: [support, subsidiary, acme()],
    recipes: [{ ...sample, bound: { ...sample.bound, 'salesforce.primary': 'acme' } }],
    clients: [client],
  });

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
      support,
      { ...subsidiary, row: { ...subsidiary.row, state: 'vault_locked', problem: null } },
      acme({ state: 'vault_locked' }),
    ],
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
