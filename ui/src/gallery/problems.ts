/** @file Problems as the engine words them, invented for the gallery. */
import type { Problem } from '../generated/api.ts';

const plain = { detail: null, field: null, action: null } as const;

export const problems = {
  revoked: {
    ...plain,
    kind: 'credentials',
    what: 'Salesforce no longer accepts this sign-in.',
    safe: 'Nothing is lost: the connection keeps its name, its place in recipes and what was chosen.',
    hint: 'Reconnect and sign in again. It was revoked at Salesforce, or the password changed.',
    action: { kind: 'reconnect', label: 'Reconnect' },
    detail:
      'POST https://acme.my.salesforce.com/services/oauth2/token\n400 Bad Request\n{"error":"invalid_grant","error_description":"expired access/refresh token"}',
  },
  reduced: {
    ...plain,
    kind: 'rights_reduced',
    what: 'it@subsidiary.test can no longer edit Account.',
    safe: 'The sign-in still works and your recipe is unchanged.',
    hint: 'Ask the Salesforce admin to give back Edit on Account, then check again; or reconnect as another user.',
    action: { kind: 'check', label: 'Check now' },
    detail:
      'GET https://subsidiary--full.sandbox.my.salesforce.com/services/data/v67.0/sobjects/Account/describe\n200 OK\n{"updateable":false}',
  },
  down: {
    ...plain,
    kind: 'app_down',
    what: 'Salesforce did not answer within 30 seconds.',
    safe: 'Nothing was changed.',
    hint: 'It is usually back soon. Try again in a minute.',
    action: { kind: 'retry', label: 'Try again' },
    detail: 'GET https://acme.my.salesforce.com/services/data/v67.0/sobjects\n503 Service Unavailable',
  },
  offline: {
    ...plain,
    kind: 'network',
    what: 'This computer has no way to acme.my.salesforce.com.',
    safe: 'Nothing was changed.',
    hint: 'Check the network, then try again.',
    action: { kind: 'retry', label: 'Try again' },
  },
  closed: {
    ...plain,
    kind: 'cancelled',
    what: 'The sign-in window was closed before you finished.',
    safe: 'Nothing was changed.',
    hint: 'Connect again when you are ready, or use your own browser.',
    action: { kind: 'connect', label: 'Try again' },
  },
  denied: {
    ...plain,
    kind: 'declined',
    what: 'You declined the access at Salesforce.',
    safe: 'Nothing was changed.',
    hint: 'Connect again and choose Allow there.',
    action: { kind: 'connect', label: 'Try again' },
  },
  port: {
    ...plain,
    kind: 'window',
    what: 'The sign-in window could not be opened.',
    safe: 'Nothing was changed.',
    hint: 'Use your own browser for this sign-in.',
    action: { kind: 'use_browser', label: 'Use my browser' },
  },
  token: {
    ...plain,
    kind: 'credentials',
    what: 'Zendesk does not know this email and API token.',
    safe: 'Nothing was changed.',
    hint: 'Copy the token again from the Zendesk admin center.',
    field: 'api_token',
  },
  stops: {
    ...plain,
    kind: 'input',
    what: 'Without the scope write, one step in one recipe stops working.',
    safe: 'Nothing was opened, and the connection is as it was.',
    hint: 'Add what is missing, or say that you go on without it.',
    field: 'scopes',
  },
  storage: {
    ...plain,
    kind: 'storage',
    what: 'The recipes could not be read.',
    safe: 'The files are untouched.',
    hint: 'Look whether the data folder can be read, then try again.',
  },
  locked: {
    ...plain,
    kind: 'vault_locked',
    what: 'The keychain is locked.',
    safe: 'Your sign-ins are safe in it.',
    hint: 'Unlock it, then ask again.',
    action: { kind: 'unlock_vault', label: 'Unlock keychain' },
  },
  definition: {
    ...plain,
    kind: 'definition',
    what: 'The definition acme-billing.toml has a mistake and is not used.',
    safe: 'Every other app works.',
    hint: 'It names line and column.',
  },
  nameTaken: {
    ...plain,
    kind: 'name_taken',
    what: 'There is a connection of that name already.',
    safe: 'Nothing was changed.',
    hint: 'Choose another name.',
    field: 'name',
  },
} as const satisfies Record<string, Problem>;
