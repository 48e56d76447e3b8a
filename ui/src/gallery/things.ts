/** @file The invented connections and the recipe that most scenes of the gallery share. */
import type { ConnectionRow, ConnectionView, Identity } from '../generated/api.ts';
import { salesforce, zendesk } from './apps.ts';
import { problems } from './problems.ts';
import type { GalleryRecipe } from './world.ts';

export const now = Date.now();
export const minutes = (count: number) => now - count * 60_000;
export const days = (count: number) => now - count * 86_400_000;

export function identity(user: string, more: Partial<Identity> = {}): Identity {
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
  const app = whole.connector === 'zendesk' ? zendesk : salesforce;
  const asked = app.ways.find(way => way.id === whole.way)?.scopes ?? [];
  return {
    row: whole,
    fields: { environment: 'login', server: 'real' },
    practice: false,
    receipt: whole.identity
      ? {
          at: minutes(4),
          identity: whole.identity,
          granted: asked,
          missing: [],
          lifetime_seconds: 7200,
          refreshable: true,
        }
      : null,
    history: [{ at: days(42), what: `Connected as ${whole.identity?.user ?? 'someone'}`, cause: null }],
    used_by: [],
    picklists: app.picklists,
    expires_at: null,
    scopes: asked.length > 0 ? { asked, is_chosen: false, lacking: [] } : null,
    rights: null,
    changes: [],
    user_look: null,
    token_since: whole.connected_at,
    next_refresh_at: null,
    ...more,
  };
}

export const support = connection(
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

export const subsidiary = connection(
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

export const sampleName = 'New or updated Salesforce accounts to Zendesk organizations';

export const sample: GalleryRecipe = {
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
