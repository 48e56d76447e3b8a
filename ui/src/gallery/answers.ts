/** @file What the pretend engine answers, call by call. */
import type { Answer, CallName, Question } from '../door.ts';
import type {
  ConnectionRow,
  ConnectionView,
  Exported,
  PicklistPage,
  PicklistQuestion,
  Status,
} from '../generated/api.ts';
import { isMendedBySignIn } from '../parts/states.ts';
import { bindPreview, preview } from './preview.ts';
import { problems } from './problems.ts';
import { recipeRow, recipeView, slotLabel, usesOf } from './recipeView.ts';
import { searched } from './search.ts';
import type { createSignIns } from './signIns.ts';
import type { GalleryRecipe, World } from './world.ts';

type Answers = { [Name in CallName]: (question: Question<Name>) => Answer<Name> | Promise<Answer<Name>> };

const everything = [
  'status',
  'recipes',
  'recipe',
  'connections',
  'connection',
  'apps',
  'app',
  'clients',
  'connect.preview',
];

export function answersOf(
  world: World,
  signIns: ReturnType<typeof createSignIns>,
  changed: (calls: string[]) => void,
): Answers {
  const recipe = (id: string): GalleryRecipe => found(world.recipes.find(one => one.id === id));
  const connection = (id: string): ConnectionView => found(world.connections.find(one => one.row.id === id));
  const saved = (one: GalleryRecipe) => {
    one.saved_at = Date.now();
    changed(['recipes', 'recipe', 'status']);
    return recipeView(world, one);
  };
  const setRow = (id: string, more: Partial<ConnectionRow>) => {
    const view = connection(id);
    view.row = { ...view.row, ...more };
    changed(everything);
    return view;
  };
  let made = 0;

  return {
    status: () => status(world),
    'vault.unlock': () => {
      world.vault = { state: 'unlocked', words: 'Unlocked, key in your keychain', problem: null };
      for (const one of world.connections)
        if (one.row.state === 'vault_locked') one.row = { ...one.row, state: 'connected', problem: null };
      changed(everything);
      return world.vault;
    },
    'leave.store': () => {
      if (world.vault.state === 'unlocked') {
        world.leaving = null;
        world.left = 'stored';
      }
      changed(everything);
      return status(world);
    },
    'leave.anyway': () => {
      world.leaving = null;
      world.left = 'anyway';
      changed(everything);
      return status(world);
    },
    'leave.stay': () => {
      world.leaving = null;
      changed(everything);
      return status(world);
    },
    'vault.start_over': () => {
      world.vault = { state: 'unlocked', words: 'Keychain: unlocked', problem: null };
      changed(everything);
      return world.vault;
    },
    'vault.session_only': () => {
      world.vault = { state: 'session_only', words: 'Sign-ins last until Larder ends', problem: null };
      changed(everything);
      return world.vault;
    },
    apps: () => ({
      apps: world.apps.map(app => ({
        id: app.id,
        name: app.name,
        about: app.about,
        logo: app.logo,
        source: app.source,
        ways: app.ways.map(way => way.label),
        connections: world.connections.filter(one => one.row.connector === app.id).length,
        needs_client: app.ways.some(way => way.needs_client),
      })),
      mistakes: world.mistakes,
    }),
    app: ({ id }) => found(world.apps.find(app => app.id === id)),
    'connect.preview': draft => preview(world, draft),
    'sign_in.start': start => signIns.start(start),
    sign_in: ({ id }) => signIns.find(id),
    'sign_in.link': ({ id }) => ({ url: `https://login.salesforce.com/services/oauth2/authorize?for=${id}` }),
    'sign_in.browser': ({ id }) => signIns.inBrowser(id),
    'sign_in.front': ({ id }) => {
      void signIns.finish(id, 'allow');
      return signIns.find(id);
    },
    'sign_in.cancel': ({ id }) => signIns.cancel(id),
    'sign_in.answer': ({ id, choice }) => signIns.answer(id, choice),
    'sign_in.duplicate': ({ id, choice }) => signIns.duplicate(id, choice),
    'sign_in.choose': ({ id }) => signIns.choose(id),
    'sign_in.code': ({ id }) => signIns.choose(id),
    connections: () => world.connections.map(one => one.row),
    connection: ({ id }) => ({ ...connection(id), used_by: usesOf(world, id) }),
    'connection.rename': ({ id, name }) => {
      if (world.connections.some(one => one.row.name === name && one.row.id !== id)) throw problems.nameTaken;
      return setRow(id, { name }).row;
    },
    'connection.test': async ({ id }) => {
      await new Promise(resolve => setTimeout(resolve, 300));
      return setRow(id, { last_ok_at: Date.now() });
    },
    'connection.disconnect': ({ id }) => ({
      row: setRow(id, { state: 'not_connected', problem: null, connected_at: null }).row,
      said: 'Salesforce ended the sign-in.',
      revoked: true,
    }),
    'connection.remove': ({ id }) => {
      const { row } = connection(id);
      const view = connection(id);
      world.removed.unshift({ ...view, row: { ...row, state: 'not_connected', problem: null } });
      world.connections = world.connections.filter(one => one !== view);
      changed([...everything, 'connections.removed']);
      return { row, said: 'Salesforce ended the sign-in.', revoked: true };
    },
    'connections.removed': () => world.removed.map(one => one.row),
    'connection.restore': ({ id }) => {
      const view = found(world.removed.find(one => one.row.id === id));
      world.removed = world.removed.filter(one => one !== view);
      world.connections.push(view);
      changed([...everything, 'connections.removed']);
      return view.row;
    },
    'connections.check': () => world.connections.map(one => one.row),
    'connection.export': ({ id, format }) =>
      written(`${connection(id).row.name} history.${format}`, 'at,connection,what,cause\n'),
    'connection.permission_set': ({ id }) =>
      written(`${connection(id).row.name}.permissionset-meta.xml`, '<PermissionSet/>\n'),
    'recipe.bind_preview': question => bindPreview(world, question),
    'recipe.export': ({ id }) => written(`${recipe(id).name}.json`, '{}\n'),
    picklist: question => picklist(world, question),
    recipes: () => world.recipes.map(one => recipeRow(world, one)),
    recipe: ({ id }) => recipeView(world, recipe(id)),
    'recipe.choices': () =>
      world.apps.flatMap(app =>
        app.slots.map(role => ({
          connector: app.id,
          role,
          label: slotLabel(world, app.id, role),
          logo: app.logo,
          operations: app.operations,
        })),
      ),
    'recipe.create': ({ name }) => {
      made += 1;
      const one: GalleryRecipe = { id: `made-${made}`, name, saved_at: 0, steps: [], bound: {} };
      world.recipes.push(one);
      return saved(one);
    },
    'recipe.sample': () => {
      made += 1;
      const one: GalleryRecipe = {
        id: `made-${made}`,
        name: 'New or updated Salesforce accounts to Zendesk organizations',
        saved_at: 0,
        steps: [
          { id: `m${made}a`, connector: 'salesforce', role: 'primary', operation: 'changed', values: {} },
          {
            id: `m${made}b`,
            connector: 'zendesk',
            role: 'primary',
            operation: 'upsert_organization',
            values: {},
          },
        ],
        bound: {},
      };
      world.recipes.push(one);
      return saved(one);
    },
    'recipe.rename': ({ id, name }) => {
      recipe(id).name = name;
      return saved(recipe(id));
    },
    'recipe.remove': ({ id }) => {
      world.recipes = world.recipes.filter(one => one.id !== id);
      changed(['recipes', 'status']);
      return world.recipes.map(one => recipeRow(world, one));
    },
    'recipe.add_step': ({ recipe: id, connector, role, operation }) => {
      made += 1;
      recipe(id).steps.push({ id: `added-${made}`, connector, role, operation, values: {} });
      return saved(recipe(id));
    },
    'recipe.remove_step': ({ recipe: id, step }) => {
      recipe(id).steps = recipe(id).steps.filter(one => one.id !== step);
      return saved(recipe(id));
    },
    'recipe.set_input': ({ recipe: id, step: stepId, key, value, label }) => {
      const step = found(recipe(id).steps.find(one => one.id === stepId));
      if (value === null) delete step.values[key];
      else step.values[key] = { value, label };
      if (step.lost) delete step.lost[key];
      return saved(recipe(id));
    },
    'recipe.bind': ({ slot, connection: bound }) => {
      const one = recipe(slot.recipe);
      const name = `${slot.connector}.${slot.role}`;
      if (bound === null) delete one.bound[name];
      else one.bound[name] = bound;
      return saved(one);
    },
    'recipe.import': () => {
      throw {
        ...problems.definition,
        what: 'This file is no recipe.',
        safe: 'Nothing was changed.',
        hint: 'Choose a file that Larder exported.',
      };
    },
    clients: () => world.clients,
    'client.set': ({ connector, host, client_id, secret }) => {
      const app = found(world.apps.find(one => one.id === connector));
      const before = world.clients.find(one => one.connector === connector && one.host === host);
      const has_secret = secret === null ? (before?.has_secret ?? false) : secret !== '';
      world.clients = world.clients.filter(one => one !== before);
      world.clients.push({
        connector,
        connector_name: app.name,
        logo: app.logo,
        host,
        client_id,
        has_secret,
        used_by: before?.used_by ?? 0,
      });
      changed(['clients', 'connect.preview', 'app']);
      return world.clients;
    },
    'client.remove': ({ connector, host }) => {
      world.clients = world.clients.filter(one => one.connector !== connector || one.host !== host);
      changed(['clients', 'connect.preview', 'app']);
      return world.clients;
    },
    practice: () => world.practice,
    'practice.fault': ({ fault, app }) => {
      for (const one of world.connections) {
        if (fault === 'revoke' && one.row.connector === app)
          one.row = { ...one.row, state: 'needs_reconnect', problem: problems.revoked };
      }
      changed(everything);
      return world.practice;
    },
    settings: () => world.settings,
    'settings.set': settings => {
      world.settings = settings;
      return world.settings;
    },
    diagnose: () => world.checks,
    open_page: () => status(world),
  };
}

function written(file_name: string, text: string): Exported {
  return { path: `/home/ada/Downloads/${file_name}`, file_name, text };
}

function status(world: World): Status {
  return {
    ...world.status,
    vault: world.vault,
    to_fix: world.connections.filter(one => isMendedBySignIn(one.row)).length,
    connections: world.connections.length,
    recipes: world.recipes.length,
    apps: world.apps.length,
    practice: world.practice.running,
    notices: world.notices,
    leaving: world.leaving,
  };
}

function picklist(world: World, question: PicklistQuestion): PicklistPage {
  if (world.listProblem) throw world.listProblem;
  const all = world.rows(question.picklist, definedOnly(question.params));
  const matching = searched(all, question.search);
  const limit = question.limit === 0 ? 200 : Math.min(question.limit, 200);
  return {
    rows: matching.slice(question.offset, question.offset + limit),
    offset: question.offset,
    matched: matching.length,
    total: all.length,
    complete: true,
    fetched_at: question.refresh ? Date.now() : Date.now() - (world.stale ? 3.5 * 3_600_000 : 130_000),
    stale: world.stale,
  };
}

function definedOnly(params: PicklistQuestion['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined)
    throw {
      ...problems.storage,
      kind: 'not_found',
      what: 'It is not there any more.',
      hint: 'Go back to the list.',
    };
  return thing;
}
