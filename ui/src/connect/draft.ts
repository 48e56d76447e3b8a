/** @file What the connect dialog holds before it is sent: defaults, what the person chose, what is asked for. */
import type {
  AppView,
  ConnectDraft,
  FieldView,
  PracticeView,
  ScopeChoice,
  SlotName,
  WayView,
} from '../generated/api.ts';
import { choiceOf, type ScopesDraft, untouched } from './scopes.ts';

export type Server = 'real' | 'practice';

/** What the person changed; what they did not stays at its default. */
export interface Draft {
  way: string | null;
  name: string | null;
  server: Server | null;
  fields: Readonly<Record<string, string>>;
  secrets: Readonly<Record<string, string>>;
  scopes: ScopesDraft;
}

export const emptyDraft: Draft = {
  way: null,
  name: null,
  server: null,
  fields: {},
  secrets: {},
  scopes: untouched,
};

/** Key of the field that says whether the real app or its practice twin is meant. */
export const serverKey = 'server';

/** Everything the dialog needs to know to fill itself. */
export interface DraftBasis {
  app: AppView;
  /** Fields, way and scopes of the connection to reconnect. */
  kept: {
    id: string;
    way: string;
    fields: Readonly<Record<string, string>>;
    scopes: readonly string[] | null;
  } | null;
  /** The slot the connection is to fill. */
  slot: SlotName | null;
  /** Scopes that are to be added to those of the connection. */
  moreScopes: readonly string[];
  practice: PracticeView | null;
  /** True when the real app cannot be reached for want of an OAuth client. */
  isClientMissing: boolean;
}

export function wayOf(basis: DraftBasis, draft: Draft): WayView | undefined {
  const wanted = draft.way ?? basis.kept?.way;
  return basis.app.ways.find(way => way.id === wanted) ?? basis.app.ways[0];
}

/** The practice twin unless a client is there or the person chose. */
export function serverOf(basis: DraftBasis, draft: Draft): Server {
  if (draft.server) return draft.server;
  const kept = basis.kept?.fields[serverKey];
  if (kept === 'practice' || kept === 'real') return kept;
  if (basis.kept) return 'real';
  return basis.app.practice && basis.isClientMissing ? 'practice' : 'real';
}

/** Every field of the way, shown or not. */
export function fieldsOf(basis: DraftBasis, way: WayView | undefined): FieldView[] {
  return [...basis.app.fields, ...(way?.fields ?? [])].filter(field => field.key !== serverKey);
}

export function fieldValue(basis: DraftBasis, draft: Draft, field: FieldView): string {
  return (
    draft.fields[field.key] ??
    basis.kept?.fields[field.key] ??
    practiceValue(basis, draft, field) ??
    field.default ??
    (field.control === 'select' ? (field.options[0]?.value ?? '') : '')
  );
}

/** The one account there is at the practice app need not be typed. */
function practiceValue(basis: DraftBasis, draft: Draft, field: FieldView): string | undefined {
  if (field.control !== 'subdomain' || serverOf(basis, draft) !== 'practice') return undefined;
  const origins = basis.practice?.origins.filter(origin => origin.app === basis.app.id) ?? [];
  return origins.length === 1 ? origins[0]?.key : undefined;
}

/** The question to the engine, with the server field where the app has a practice twin. */
export function questionOf(basis: DraftBasis, draft: Draft, server = serverOf(basis, draft)): ConnectDraft {
  const way = wayOf(basis, draft);
  const fields: Record<string, string> = {};
  for (const field of fieldsOf(basis, way)) fields[field.key] = fieldValue(basis, draft, field);
  if (basis.app.practice || basis.kept?.fields[serverKey]) fields[serverKey] = server;
  return {
    connector: basis.app.id,
    way: way?.id ?? '',
    fields,
    connection: basis.kept?.id ?? null,
    slot: basis.slot,
    scopes: scopesOf(basis, draft),
  };
}

/** Which scopes are asked for; another way has scopes of its own. */
function scopesOf(basis: DraftBasis, draft: Draft): ScopeChoice {
  const isOfWay = wayOf(basis, draft)?.id === basis.kept?.way;
  return choiceOf(draft.scopes, isOfWay ? (basis.kept?.scopes ?? null) : null, basis.moreScopes);
}

/** The secrets of the way that were typed. */
export function secretsOf(way: WayView | undefined, draft: Draft): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const field of way?.secrets ?? []) {
    const typed = draft.secrets[field.key];
    if (typed) secrets[field.key] = typed;
  }
  return secrets;
}
