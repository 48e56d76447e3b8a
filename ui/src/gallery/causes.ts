/** @file Every cause a connection can meet, in the engine's shape, invented for the gallery. */
import type { Problem } from '../generated/api.ts';

const plain = { detail: null, field: null, action: null } as const;
const again = { kind: 'retry', label: 'Try again' } as const;
const host = 'https://acme.my.salesforce.com';

export const causes = {
  rights: {
    ...plain,
    kind: 'rights',
    what: 'integration@acme.test may not edit Account, and 2 more rights are missing.',
    safe: 'The sign-in itself still works.',
    hint: 'Ask the administrator of Salesforce for the rights listed below, then check again.',
    action: { kind: 'check', label: 'Check again' },
  },
  admin: {
    ...plain,
    kind: 'admin_approval',
    what: 'An administrator of Salesforce has to allow Larder first.',
    safe: 'Nothing is lost.',
    hint: 'Ask the administrator to install or approve the connected app, then connect again.',
    action: { kind: 'reconnect', label: 'Try again' },
    detail: `POST ${host}/services/oauth2/token\n400 Bad Request\n{"error":"OAUTH_APP_BLOCKED","error_description":"this app is blocked by admin"}`,
  },
  account: {
    ...plain,
    kind: 'wrong_account',
    what: 'Another org signed in than before.',
    safe: 'The connection is as it was; nothing was read or written through the other account.',
    hint: 'Reconnect and sign in as integration@acme.test of Acme Corporation.',
    action: { kind: 'reconnect', label: 'Reconnect' },
  },
  client: {
    ...plain,
    kind: 'client',
    what: 'Salesforce does not know the OAuth client as it is set up here.',
    safe: 'Nothing is lost.',
    hint: 'Compare client id, secret and redirect address in Settings with those registered at the app.',
    action: { kind: 'register_client', label: 'Open OAuth clients' },
    detail: `POST ${host}/services/oauth2/token\n400 Bad Request\n{"error":"invalid_client_id","error_description":"client identifier invalid"}`,
  },
  host: {
    ...plain,
    kind: 'host',
    what: 'acme.my.salesforce.com is not a host of Salesforce, or not the right one.',
    safe: 'No sign-in was sent there.',
    hint: 'Check the environment, subdomain or host in the connection’s fields.',
    action: { kind: 'reconnect', label: 'Change the fields' },
  },
  down: {
    ...plain,
    kind: 'app_down',
    what: 'Salesforce is not answering properly (it answered 503).',
    safe: 'The sign-in is kept.',
    hint: 'This usually passes by itself. Try again in a moment.',
    action: again,
    detail: `POST ${host}/services/oauth2/token\n503 Service Unavailable`,
  },
  limit: {
    ...plain,
    kind: 'rate_limited',
    what: 'Zendesk’s limit of requests is reached.',
    safe: 'The sign-in is kept.',
    hint: 'Try again in 2 minutes.',
    action: again,
    detail: 'GET https://acme.zendesk.com/api/v2/users/me.json\n429 Too Many Requests\nRetry-After: 120',
  },
  network: {
    ...plain,
    kind: 'network',
    what: 'Salesforce cannot be reached at acme.my.salesforce.com.',
    safe: 'The sign-in is kept; what was loaded before can still be used.',
    hint: 'Check this computer’s network, then try again.',
    action: again,
  },
  notApi: {
    ...plain,
    kind: 'not_api',
    what: 'Something answered in place of Salesforce: a sign-in page, a proxy, or a broken answer.',
    safe: 'The sign-in is kept; what was loaded before can still be used.',
    hint: 'If this computer is behind a network sign-in page, open a browser and pass it, then try again.',
    action: again,
    detail: `GET ${host}/services/data\n200 OK\ncontent-type: text/html\n<html><title>Guest network</title>`,
  },
  lostField: {
    ...plain,
    kind: 'rights_reduced',
    what: 'Field Region__c is no longer visible to it@subsidiary.test.',
    safe: 'The choice is kept.',
    hint: 'Ask the Salesforce administrator to show the field again and check; or choose another field.',
    action: { kind: 'choose_input', label: 'Choose another' },
    detail: `GET ${host}/services/data/v67.0/sobjects/Account/describe\n200 OK\n(no field Region__c)`,
  },
  lostStep: {
    ...plain,
    kind: 'rights_reduced',
    what: 'it@subsidiary.test can no longer edit Account.',
    safe: 'The step and its choices are unchanged.',
    hint: 'Ask the Salesforce administrator to give back Edit on Account, then check again.',
    action: { kind: 'check', label: 'Check again' },
  },
} as const satisfies Record<string, Problem>;
