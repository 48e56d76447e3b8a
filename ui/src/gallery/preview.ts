/** @file What the pretend engine says a press of Connect, or of Switch, would do. */
import type { BindPreview, BindSlot, ConnectDraft, ConnectPreview } from '../generated/api.ts';
import { scopesMistake, scopesPreview } from './scopes.ts';
import type { World } from './world.ts';

export function preview(world: World, draft: ConnectDraft): ConnectPreview {
  const app = world.apps.find(one => one.id === draft.connector);
  const way = app?.ways.find(one => one.id === draft.way);
  const practice = draft.fields.server === 'practice';
  const visible = [...(app?.fields ?? []), ...(way?.fields ?? [])]
    .map(field => field.key)
    .filter(key => key !== 'domain' || draft.fields.environment === 'custom')
    .filter(key => key !== 'header' || draft.way === 'api_key');
  const mistakes = visible
    .filter(key => (draft.fields[key] ?? '') === '')
    .map(key => ({ key, what: 'This is needed.' }));
  const bad = draft.fields.subdomain;
  if (bad && !/^[a-z0-9-]+$/.test(bad)) {
    mistakes.push({
      key: 'subdomain',
      what: 'Only the part before .zendesk.com: letters, digits and hyphens.',
    });
  }
  const oddScopes = scopesMistake(draft);
  const host = mistakes.length > 0 ? null : practice ? '127.0.0.1:47610' : hostOf(draft);
  if (oddScopes) mistakes.push({ key: 'scopes', what: oddScopes });
  return {
    visible,
    host,
    practice,
    mistakes,
    client_missing:
      !practice &&
      (way?.needs_client ?? false) &&
      !world.clients.some(client => client.connector === draft.connector),
    redirect_uri: way?.redirect_uris[0] ?? null,
    scopes: scopesPreview(world, oddScopes ? { ...draft, scopes: 'kept' } : draft),
    suggested_name: freeName(world, `${practice ? 'Practice ' : ''}${app?.name ?? draft.connector}`),
  };
}

function hostOf({ connector, fields }: ConnectDraft): string {
  if (connector === 'zendesk') return `${fields.subdomain}.zendesk.com`;
  if (connector !== 'salesforce') return 'api.example.com';
  return fields.environment === 'custom'
    ? `${fields.domain}.my.salesforce.com`
    : `${fields.environment}.salesforce.com`;
}

function freeName(world: World, name: string): string {
  const taken = new Set(world.connections.map(one => one.row.name));
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${name} ${number}`)) return `${name} ${number}`;
}

/** What another connection in a slot would change. */
export function bindPreview(world: World, { slot, connection }: BindSlot): BindPreview {
  const environmentOf = (id: string | null | undefined) =>
    world.connections.find(one => one.row.id === id)?.row.identity?.environment ?? 'unknown';
  const bound = world.recipes.find(one => one.id === slot.recipe)?.bound[`${slot.connector}.${slot.role}`];
  const [before, now] = [environmentOf(bound), environmentOf(connection)];
  const losses = world.losses[connection ?? ''] ?? [];
  return {
    losses: losses.filter(one => one.connector === slot.connector && one.role === slot.role),
    environment_changed: before !== now && before !== 'unknown' && now !== 'unknown' ? { before, now } : null,
  };
}
