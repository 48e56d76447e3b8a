/** @file The pretend engine's sign-ins: they wait until a test, or Bring window to front, finishes them. */
import type {
  AccountChoice,
  ConnectionView,
  DeviceView,
  DuplicateChoice,
  Identity,
  SignInStart,
  SignInView,
  TenantQuestion,
} from '../generated/api.ts';
import { problems } from './problems.ts';
import { usesOf } from './recipeView.ts';
import { askedScopes, lackingScopes, scopesPreview } from './scopes.ts';
import { acmeIdentity, connection } from './things.ts';
import type { World } from './world.ts';

export type Outcome =
  | 'allow'
  | 'close'
  | 'deny'
  | 'other'
  | 'sandbox'
  | 'duplicate'
  | 'window'
  | 'tenant'
  | 'code'
  | 'device';

interface Running {
  view: SignInView;
  start: SignInStart;
  before: ConnectionView | null;
}

export function createSignIns(world: World, changed: (calls: string[]) => void) {
  const all = new Map<string, Running>();
  const affected = ['sign_in', 'connections', 'connection', 'recipe', 'recipes', 'status', 'connect.preview'];

  const find = (id: string): Running => {
    const running = all.get(id);
    if (!running) throw { ...problems.closed, kind: 'not_found', what: 'There is no such sign-in.' };
    return running;
  };
  const show = (running: Running, more: Partial<SignInView>): SignInView => {
    running.view = { ...running.view, ...more };
    changed(affected);
    return running.view;
  };
  const keep = (view: ConnectionView): void => {
    world.connections = [...world.connections.filter(one => one.row.id !== view.row.id), view];
  };
  const restore = (running: Running): void => {
    if (running.before) keep(running.before);
    else world.connections = world.connections.filter(one => one.row.id !== running.view.connection);
  };

  return {
    start(start: SignInStart): SignInView {
      if (start.way === 'api_token' && start.secrets.api_token !== 'practice-token-grace')
        throw problems.token;
      if (!start.connection && world.connections.some(one => one.row.name === start.name))
        throw problems.nameTaken;
      const app = world.apps.find(one => one.id === start.connector);
      if (!app) throw problems.definition;
      const before = world.connections.find(one => one.row.id === start.connection) ?? null;
      if (!start.stops_accepted && (scopesPreview(world, start)?.stops.length ?? 0) > 0) throw problems.stops;
      const id = `sign-in-${all.size + 1}`;
      const connectionId = start.connection ?? `new-${all.size + 1}`;
      const way = app.ways.find(one => one.id === start.way);
      const view: SignInView = {
        id,
        connection: connectionId,
        connection_name: before?.row.name ?? start.name,
        connector: app.id,
        connector_name: app.name,
        phase: way?.opens_window ? 'waiting' : 'identifying',
        shows_page: way?.opens_window ?? false,
        host: start.fields.server === 'practice' ? '127.0.0.1:47610' : 'login.salesforce.com',
        in_browser: start.window === 'browser',
        problem: null,
        question: null,
        choice: null,
        duplicate: null,
        code: null,
        device: null,
      };
      const running = { view, start, before };
      all.set(id, running);
      const shown = connection({
        ...before?.row,
        id: connectionId,
        name: view.connection_name,
        connector: app.id,
        connector_name: app.name,
        logo: app.logo,
        way: start.way,
        way_label: way?.label ?? '',
        state: 'signing_in',
        sign_in: id,
        problem: null,
        connected_at: before?.row.connected_at ?? null,
        last_ok_at: before?.row.last_ok_at ?? null,
      });
      keep({
        ...shown,
        fields: start.fields,
        scopes: before?.scopes ?? shown.scopes,
        receipt: before?.receipt ?? null,
      });
      bind(running);
      changed(affected);
      if (!way?.opens_window) setTimeout(() => void this.finish(id, 'allow'), 600);
      return view;
    },
    find: (id: string): SignInView => find(id).view,
    inBrowser: (id: string): SignInView => show(find(id), { in_browser: true }),
    cancel(id: string): SignInView {
      const running = find(id);
      restore(running);
      return show(running, { phase: 'cancelled', problem: problems.closed });
    },
    /** What the person does in the app's own window. */
    async finish(id: string, outcome: Outcome): Promise<void> {
      const running = find(id);
      if (outcome === 'close' || outcome === 'deny' || outcome === 'window') {
        const problem =
          outcome === 'close' ? problems.closed : outcome === 'deny' ? problems.denied : problems.port;
        restore(running);
        show(running, { phase: outcome === 'close' ? 'cancelled' : 'failed', problem });
        return;
      }
      if (outcome === 'device') {
        show(running, { phase: 'waiting', in_browser: true, device });
        return;
      }
      if (outcome === 'code') {
        show(running, { phase: 'asking', code: { url: 'https://app.example/authorize?oauth_token=t' } });
        return;
      }
      show(running, { phase: 'exchanging' });
      await pause(250);
      if (outcome === 'tenant') {
        show(running, { phase: 'asking', choice: tenants });
        return;
      }
      show(running, { phase: 'identifying' });
      await pause(250);
      const before = running.before?.row.identity;
      if (outcome === 'duplicate') {
        const existing = world.connections.find(
          one => one.row.connector === running.start.connector && one.row.state === 'connected',
        )?.row;
        if (existing) {
          show(running, {
            phase: 'asking',
            duplicate: {
              existing,
              warning:
                'Salesforce keeps five sign-ins for each user and client: with the sixth, the oldest ends without a word.',
            },
          });
          return;
        }
      }
      if ((outcome === 'other' || outcome === 'sandbox') && before) {
        const now: Identity =
          outcome === 'sandbox'
            ? {
                ...before,
                user: `${before.user}.full`,
                account: 'Acme Corporation (full copy)',
                account_id: '00D8c0000009Zz4',
                host: 'acme--full.sandbox.my.salesforce.com',
                environment: 'sandbox',
              }
            : {
                ...before,
                user: 'someone.else@other.test',
                account: 'Other Corp',
                host: 'other.my.salesforce.com',
              };
        show(running, {
          phase: 'asking',
          question: {
            before,
            now,
            what: 'Another org signed in than before.',
            environment_changed: before.environment !== now.environment,
            affects: usesOf(world, running.view.connection),
          },
        });
        return;
      }
      succeed(running, before ?? identityFor(running));
    },
    duplicate(id: string, choice: DuplicateChoice): SignInView {
      const running = find(id);
      const existing = running.view.duplicate?.existing;
      if (choice === 'use_existing' && existing) {
        const draft = running.view.connection;
        world.connections = world.connections.filter(one => one.row.id !== draft);
        for (const recipe of world.recipes)
          for (const [slot, bound] of Object.entries(recipe.bound))
            if (bound === draft) recipe.bound[slot] = existing.id;
        show(running, { connection: existing.id, connection_name: existing.name });
      }
      succeed(running, existing?.identity ?? acmeIdentity);
      return running.view;
    },
    answer(id: string, choice: AccountChoice): SignInView {
      const running = find(id);
      if (choice === 'keep') {
        restore(running);
        return show(running, { phase: 'cancelled', question: null });
      }
      succeed(running, running.view.question?.now ?? acmeIdentity);
      return running.view;
    },
    choose(id: string): SignInView {
      const running = find(id);
      succeed(running, identityFor(running));
      return running.view;
    },
    running: (): string[] =>
      [...all.values()].filter(one => one.view.phase === 'waiting').map(one => one.view.id),
  };

  function bind(running: Running): void {
    const { slot } = running.start;
    const recipe = world.recipes.find(one => one.id === slot?.recipe);
    if (slot && recipe) recipe.bound[`${slot.connector}.${slot.role}`] = running.view.connection;
  }

  function succeed(running: Running, identity: Identity): void {
    const view = world.connections.find(one => one.row.id === running.view.connection);
    if (!view) return;
    const now = Date.now();
    const { connector } = running.start;
    const asked = askedScopes(world, running.start);
    keep({
      ...view,
      row: {
        ...view.row,
        state: 'connected',
        sign_in: null,
        problem: null,
        identity,
        connected_at: now,
        last_ok_at: now,
      },
      practice: running.start.fields.server === 'practice',
      receipt: {
        at: now,
        identity,
        granted: asked ?? [],
        missing: [],
        lifetime_seconds: 7200,
        refreshable: true,
      },
      scopes: asked && {
        asked,
        is_chosen:
          typeof running.start.scopes !== 'string' ||
          (running.start.scopes === 'kept' && (running.before?.scopes?.is_chosen ?? false)),
        lacking: lackingScopes(world, connector, view.row.id, asked),
      },
      history: [{ at: now, what: `Connected as ${identity.user}`, cause: null }, ...view.history],
    });
    show(running, { phase: 'done', question: null, choice: null, duplicate: null, code: null, device: null });
  }

  function identityFor(running: Running): Identity {
    return running.start.connector === 'zendesk'
      ? {
          ...acmeIdentity,
          user: 'grace@acme.test',
          account: null,
          host: 'acme.zendesk.com',
          environment: 'unknown',
        }
      : acmeIdentity;
  }
}

const device: DeviceView = {
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://app.example/device',
  verification_uri_complete: 'https://app.example/device?user_code=WDJB-MJHT',
  expires_at: Date.now() + 900_000,
};

const tenants: TenantQuestion = {
  probe: 'site',
  label: 'Jira site',
  options: [
    { value: 'a1', label: 'acme', hint: 'https://acme.atlassian.net' },
    { value: 'b2', label: 'acme-sandbox', hint: 'https://acme-sandbox.atlassian.net' },
    {
      value: 'c3',
      label: 'The Amalgamated Pantry and Preserves Company of Greater Northern Larderland',
      hint: 'https://the-amalgamated-pantry-and-preserves-company-of-greater-northern-larderland.atlassian.net',
    },
  ],
};

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
