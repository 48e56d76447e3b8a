/** @file The states of the world in which something is broken: every cause, lost rights and choices, several at once. */
import type { Change, ConnectionRow, ConnectionView, RightLine, UsedBy } from '../generated/api.ts';
import { acme, connected } from './baseWorld.ts';
import { causes } from './causes.ts';
import { problems } from './problems.ts';
import {
  acmeIdentity,
  connection,
  days,
  identity,
  minutes,
  now,
  sample,
  subsidiary,
  support,
} from './things.ts';
import type { GalleryRecipe, World } from './world.ts';

const longName =
  'The Amalgamated Pantry and Preserves Company of Greater Northern Larderland, production org';

const step = (...steps: number[]): UsedBy => ({
  recipe: 'sample',
  recipe_name: sample.name,
  role: 'secondary',
  steps,
});
const renewals = (...steps: number[]): UsedBy => ({
  recipe: 'renewals',
  recipe_name: 'Sync renewals of the larger accounts to the subsidiary',
  role: 'primary',
  steps,
});

const lines: RightLine[] = [
  { label: 'Read on Account', state: 'granted', needed_by: [step(4), renewals(1, 2)] },
  { label: 'Edit on Account', state: 'missing', needed_by: [step(4), renewals(2)] },
  { label: 'Create on Account', state: 'granted', needed_by: [step(4)] },
  { label: 'See the field Region__c of Account', state: 'missing', needed_by: [step(4)] },
  {
    label: `Edit the field ${'Very_Long_Api_Name_'.repeat(4)}__c of Opportunity`,
    state: 'unknown',
    needed_by: [renewals(2)],
  },
];

const changes: Change[] = [
  { at: minutes(4), since: days(73), lost: true, what: 'Edit on Account', affects: [step(4), renewals(2)] },
  { at: minutes(4), since: days(73), lost: true, what: 'the field Region__c of Account', affects: [step(4)] },
  { at: days(20), since: days(42), lost: false, what: 'Create on Account', affects: [step(4)] },
];

const checklist = [
  'Larder needs these rights in Salesforce for it@subsidiary.test (Subsidiary Inc, sandbox):',
  '',
  '[x] Read on Account',
  '[ ] Edit on Account',
  '[x] Create on Account',
  '[ ] See the field Region__c of Account',
].join('\n');

const reduced: ConnectionView = {
  ...subsidiary,
  rights: { at: minutes(4), lines, checklist, has_file: true },
  changes,
  user_look: {
    looks_like: 'person',
    why: 'The user has a title (Head of IT) and signed in from a browser this morning.',
    hint: 'A user made just for integrations keeps working when a person leaves or changes a password.',
  },
  expires_at: now + 108 * 60_000,
  token_since: minutes(12),
  next_refresh_at: now + 103 * 60_000,
  history: [
    { at: minutes(4), what: 'Limited', cause: 'Rights were reduced: Edit on Account' },
    { at: minutes(12), what: 'Token renewed', cause: null },
    { at: days(3), what: 'Connected again', cause: 'The network is back' },
    { at: days(3) - 600_000, what: 'Offline', cause: 'No way to subsidiary--full.sandbox.my.salesforce.com' },
    { at: days(42), what: 'Connected as it@subsidiary.test', cause: null },
  ],
};

const well: ConnectionView = {
  ...acme(),
  user_look: {
    looks_like: 'integration',
    why: 'The user name begins with “integration” and the licence is Salesforce Integration.',
    hint: null,
  },
  rights: {
    at: minutes(4),
    lines: [{ label: 'Read on Account', state: 'granted', needed_by: [] }],
    checklist: '[x] Read on Account',
    has_file: true,
  },
};

/** Signed in with fewer scopes than a step needs, by choice. */
const lackingWrite: ConnectionView = {
  ...support,
  row: { ...support.row, state: 'limited', problem: causes.scopes },
  receipt: support.receipt && { ...support.receipt, granted: ['read', 'tickets:read'] },
  scopes: {
    asked: ['read', 'tickets:read'],
    is_chosen: true,
    lacking: [
      {
        scope: 'write',
        used_by: [{ recipe: 'sample', recipe_name: sample.name, role: 'primary', steps: [2] }],
      },
    ],
  },
};

function withDeskClient(world: World): World {
  const [client] = world.clients;
  if (!client) return world;
  const desk = { ...client, connector: 'zendesk', connector_name: 'Zendesk', logo: support.row.logo };
  return { ...world, clients: [client, { ...desk, client_id: 'larder', has_secret: false, used_by: 1 }] };
}

const renewalsRecipe: GalleryRecipe = {
  id: 'renewals',
  name: 'Sync renewals of the larger accounts to the subsidiary',
  saved_at: days(9),
  steps: [
    { id: 'r1', connector: 'salesforce', role: 'primary', operation: 'changed', values: {} },
    { id: 'r2', connector: 'salesforce', role: 'primary', operation: 'upsert', values: {} },
  ],
  bound: { 'salesforce.primary': 'subsidiary' },
};

/** Step 4 may not edit any more, and one of its fields is gone. */
const lostRecipe: GalleryRecipe = {
  ...sample,
  steps: sample.steps.map(one =>
    one.id === 's4'
      ? {
          ...one,
          values: {
            object: { value: 'Account', label: 'Account' },
            field: { value: 'Region__c', label: 'Region' },
            industry: { value: 'Grocery', label: 'Grocery' },
          },
          problem: causes.lostStep,
          lost: {
            field: causes.lostField,
            industry: {
              ...causes.lostField,
              what: '“Grocery” is no longer among the values of Industry.',
              hint: 'Choose another value, or type one.',
            },
          },
        }
      : one,
  ),
  bound: { ...sample.bound, 'salesforce.primary': 'acme' },
};

const spareIdentity = identity('integration@staging.test', {
  account: 'Acme staging',
  environment: 'sandbox',
});

const seconds = (count: number) => now + count * 1_000;

function caused(id: string, row: Partial<ConnectionRow>): ConnectionView {
  return connection({ id, name: `Acme, ${id}`, identity: acmeIdentity, used_by: 1, ...row });
}

const broken = 'needs_reconnect';

/** One connection for each cause of DESIGN's list. */
const everyCause: ConnectionView[] = [
  caused('credentials', { state: broken, problem: problems.revoked, name: longName }),
  caused('rights', { state: 'limited', problem: causes.rights }),
  caused('reduced', { state: 'limited', problem: problems.reduced }),
  caused('admin', { state: broken, problem: causes.admin }),
  caused('account', { state: broken, problem: causes.account }),
  caused('client', { state: broken, problem: causes.client }),
  caused('host', { state: broken, problem: causes.host }),
  caused('down', { state: 'connected', problem: causes.down, next_try_at: seconds(40) }),
  caused('limit', { state: 'connected', problem: causes.limit, next_try_at: seconds(118) }),
  caused('network', { state: 'offline', problem: causes.network, next_try_at: seconds(8) }),
  caused('not-api', { state: 'connected', problem: causes.notApi }),
];

export const brokenScenes: Record<string, () => World> = {
  causes: () => ({
    ...connected(),
    connections: everyCause,
    recipes: [{ ...sample, bound: { 'salesforce.primary': 'down', 'salesforce.secondary': 'credentials' } }],
  }),
  reduced: () => ({
    ...connected(),
    connections: [
      support,
      reduced,
      well,
      connection({ id: 'spare', name: 'Acme staging', identity: spareIdentity }),
    ],
    recipes: [structuredClone(lostRecipe), renewalsRecipe],
    losses: {
      spare: [
        {
          what: 'Step 4: integration@staging.test may not create Account.',
          connector: 'salesforce',
          role: 'secondary',
          step: 's4',
          input: null,
        },
        {
          what: 'Step 4: field Region__c is not visible to integration@staging.test.',
          connector: 'salesforce',
          role: 'secondary',
          step: 's4',
          input: 'field',
        },
      ],
    },
  }),
  /** Works with everything; the OAuth client is there, so that it can be signed in to again. */
  able: () => withDeskClient(connected()),
  scopes: () => ({
    ...withDeskClient(connected()),
    connections: [lackingWrite, subsidiary, acme()],
    recipes: [
      {
        ...structuredClone(sample),
        steps: sample.steps.map(one =>
          one.id === 's2'
            ? { ...one, problem: { ...causes.scopes, what: 'The sign-in lacks the scope write.' } }
            : one,
        ),
        bound: { ...sample.bound, 'salesforce.primary': 'acme' },
      },
    ],
  }),
  several: () => ({
    ...connected(),
    connections: [
      {
        ...support,
        row: {
          ...support.row,
          state: broken,
          problem: { ...problems.revoked, what: 'Zendesk no longer accepts this sign-in.', detail: null },
        },
      },
      { ...subsidiary, row: { ...subsidiary.row, problem: causes.notGranted } },
      acme({ state: broken, problem: problems.revoked }),
      caused('reduced', { state: 'limited', problem: problems.reduced }),
      connection({
        id: 'pantry',
        name: longName,
        state: broken,
        identity: identity('integration.of.the.whole.company@pantry-and-preserves.example.test', {
          account: 'The Amalgamated Pantry and Preserves Company',
          environment: 'production',
        }),
        problem: causes.client,
      }),
    ],
  }),
};
