/** @file What the pretend engine says of scopes: which are asked for, and which steps need them. */
import type { ConnectDraft, ScopeChoice, ScopeStop, ScopesPreview, UsedBy } from '../generated/api.ts';
import type { World } from './world.ts';

/** Those that cannot be left out, by app. */
const required: Record<string, string[]> = {
  salesforce: ['refresh_token', 'openid'],
  zendesk: ['read'],
};

/** What an operation needs, by app and operation. */
const needed: Record<string, string[]> = {
  'salesforce.changed': ['api'],
  'salesforce.upsert': ['api'],
  'zendesk.new_ticket': ['read'],
  'zendesk.upsert_organization': ['read', 'write'],
};

interface Asks {
  connector: string;
  way: string;
  connection: string | null;
  scopes: ScopeChoice;
}

/** What is asked for in the end; none where there is no choice. */
export function askedScopes(world: World, { connector, way, connection, scopes }: Asks): string[] | null {
  const usual = usualScopes(world, connector, way);
  if (usual.length === 0) return null;
  const kept = world.connections.find(one => one.row.id === connection)?.scopes;
  if (scopes === 'usual') return usual;
  if (scopes === 'kept') return kept?.is_chosen ? kept.asked : usual;
  const wanted = [...(required[connector] ?? []), ...scopes.chosen];
  return [...usual.filter(one => wanted.includes(one)), ...wanted.filter(one => !usual.includes(one))].filter(
    (one, at, all) => all.indexOf(one) === at,
  );
}

function usualScopes(world: World, connector: string, way: string): string[] {
  const app = world.apps.find(one => one.id === connector);
  return app?.ways.find(one => one.id === way)?.scopes ?? [];
}

/** Why a choice cannot be asked for. */
export function scopesMistake({ scopes }: Asks): string | null {
  const odd = typeof scopes === 'string' ? undefined : scopes.chosen.find(one => !/^[!#-[\]-~]+$/.test(one));
  return odd === undefined
    ? null
    : `“${odd}” is no scope: a scope has no blanks, quotes, backslashes or characters beyond ASCII.`;
}

export function scopesPreview(world: World, draft: ConnectDraft): ScopesPreview | null {
  const asked = askedScopes(world, draft);
  if (asked === null) return null;
  const usual = usualScopes(world, draft.connector, draft.way);
  const existing = world.connections.find(one => one.row.id === draft.connection);
  const before = existing?.receipt?.granted;
  const uses = (scope: string) => usesOfScope(world, draft, scope);
  const all = [...usual, ...(existing?.scopes?.asked ?? []), ...asked];
  return {
    lines: all
      .filter((one, at) => all.indexOf(one) === at)
      .map(scope => ({
        scope,
        is_asked: asked.includes(scope),
        is_required: required[draft.connector]?.includes(scope) ?? false,
        is_own: !usual.includes(scope),
        needed_by: uses(scope),
      })),
    is_usual: asked.length === usual.length && asked.every(one => usual.includes(one)),
    stops: usual
      .filter(scope => !asked.includes(scope) && (before?.includes(scope) ?? true))
      .map(scope => ({ scope, used_by: uses(scope) }))
      .filter(stop => stop.used_by.length > 0),
  };
}

/** What the recipes of a connection need and these scopes do not hold. */
export function lackingScopes(
  world: World,
  connector: string,
  connection: string,
  held: string[],
): ScopeStop[] {
  const all = [...new Set(Object.values(needed).flat())];
  return all
    .filter(scope => !held.includes(scope))
    .map(scope => ({ scope, used_by: usesOfScope(world, { connector, connection, slot: null }, scope) }))
    .filter(stop => stop.used_by.length > 0);
}

function usesOfScope(
  world: World,
  { connector, connection, slot }: Pick<ConnectDraft, 'connector' | 'connection' | 'slot'>,
  scope: string,
): UsedBy[] {
  return world.recipes.flatMap(recipe => {
    const roles = [...new Set(recipe.steps.filter(one => one.connector === connector).map(one => one.role))];
    return roles.flatMap(role => {
      const isMeant =
        (connection !== null && recipe.bound[`${connector}.${role}`] === connection) ||
        (slot?.recipe === recipe.id && slot.role === role);
      const steps = recipe.steps.flatMap((step, at) =>
        isMeant &&
        step.connector === connector &&
        step.role === role &&
        needed[`${connector}.${step.operation}`]?.includes(scope)
          ? [at + 1]
          : [],
      );
      return steps.length > 0 ? [{ recipe: recipe.id, recipe_name: recipe.name, role, steps }] : [];
    });
  });
}
