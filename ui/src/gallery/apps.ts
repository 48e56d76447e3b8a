/** @file The invented apps of the gallery, shaped as the definitions are. */
import type { AppView, FieldView } from '../generated/api.ts';

function field(key: string, label: string, more: Partial<FieldView> = {}): FieldView {
  return {
    key,
    label,
    hint: null,
    placeholder: null,
    control: 'text',
    options: [],
    default: null,
    required: true,
    suffix: null,
    ...more,
  };
}

export const salesforce: AppView = {
  id: 'salesforce',
  name: 'Salesforce',
  about: 'Accounts, contacts, opportunities, and whatever objects your org has.',
  docs: 'https://help.salesforce.com/',
  logo: { letter: 'S', color: '#0b7fc7', mark: 'salesforce' },
  source: 'builtin',
  slots: ['primary', 'secondary'],
  fields: [
    field('environment', 'Environment', {
      control: 'select',
      default: 'login',
      options: [
        { value: 'login', label: 'Production' },
        { value: 'test', label: 'Sandbox' },
        { value: 'custom', label: 'My Domain' },
      ],
    }),
    field('domain', 'My Domain', {
      control: 'subdomain',
      suffix: '.my.salesforce.com',
      placeholder: 'acme',
      hint: 'The first part of the address you see when you are signed in.',
    }),
  ],
  ways: [
    {
      id: 'oauth2',
      label: 'Sign in at Salesforce',
      opens_window: true,
      shows_code: false,
      needs_client: true,
      client_help:
        'In Setup, make an External Client App with OAuth and PKCE, and enter the addresses below as callback URLs.',
      redirect_uris: [47620, 47621, 47622].map(port => `http://127.0.0.1:${port}/callback/salesforce`),
      scopes: ['api', 'refresh_token', 'openid'],
      fields: [],
      secrets: [],
    },
  ],
  operations: [
    {
      id: 'changed',
      kind: 'trigger',
      title: 'New or updated record',
      hint: 'Looks every few minutes.',
    },
    { id: 'upsert', kind: 'action', title: 'Create or update record', hint: null },
  ],
  picklists: [
    { id: 'objects', label: 'Objects', params: [] },
    { id: 'fields', label: 'Fields', params: ['object'] },
    { id: 'values', label: 'Values of a picklist field', params: ['object', 'field'] },
  ],
  practice: true,
};

export const zendesk: AppView = {
  id: 'zendesk',
  name: 'Zendesk',
  about: 'Organizations, users and tickets.',
  docs: 'https://developer.zendesk.com/',
  logo: { letter: 'Z', color: '#03363d', mark: 'zendesk' },
  source: 'builtin',
  slots: ['primary'],
  fields: [
    field('subdomain', 'Subdomain', { control: 'subdomain', suffix: '.zendesk.com', placeholder: 'acme' }),
  ],
  ways: [
    {
      id: 'oauth2',
      label: 'Sign in at Zendesk',
      opens_window: true,
      shows_code: false,
      needs_client: true,
      client_help:
        'In the admin center under Apps and integrations, APIs, OAuth clients, add a public client.',
      redirect_uris: ['http://127.0.0.1:47620/callback/zendesk'],
      scopes: ['read', 'write'],
      fields: [],
      secrets: [],
    },
    {
      id: 'api_token',
      label: 'API token',
      opens_window: false,
      shows_code: false,
      needs_client: false,
      client_help: null,
      redirect_uris: [],
      scopes: [],
      fields: [field('email', 'Email', { placeholder: 'you@example.com' })],
      secrets: [field('api_token', 'API token', { control: 'password' })],
    },
  ],
  operations: [
    { id: 'new_ticket', kind: 'trigger', title: 'New ticket', hint: null },
    { id: 'upsert_organization', kind: 'action', title: 'Create or update organization', hint: null },
  ],
  picklists: [{ id: 'organization_fields', label: 'Organization fields', params: [] }],
  practice: true,
};

export const http: AppView = {
  id: 'http',
  name: 'HTTP',
  about: 'Any HTTPS service with a key or a name and password.',
  docs: null,
  logo: { letter: 'H', color: '#5f5a52', mark: 'http' },
  source: 'builtin',
  slots: ['primary', 'secondary'],
  fields: [field('base', 'Base address', { control: 'url', placeholder: 'https://api.example.com/' })],
  ways: [
    {
      id: 'api_key',
      label: 'API key in a header',
      opens_window: false,
      shows_code: false,
      needs_client: false,
      client_help: null,
      redirect_uris: [],
      scopes: [],
      fields: [field('header', 'Header', { default: 'X-Api-Key' })],
      secrets: [field('key', 'Key', { control: 'password' })],
    },
  ],
  operations: [{ id: 'request', kind: 'action', title: 'Send a request', hint: null }],
  picklists: [],
  practice: false,
};

export const ownDefinition: AppView = {
  ...http,
  id: 'acme-billing',
  name: 'Acme Billing, the old one behind the firewall that nobody dares to switch off',
  about: null,
  logo: { letter: 'A', color: '#e8c547', mark: 'acme-billing' },
  source: 'folder',
  operations: [],
};
