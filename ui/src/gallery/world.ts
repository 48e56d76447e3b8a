/** @file What the pretend engine knows: invented apps, connections, recipes. */
import type {
  AppView,
  Check,
  ClientRow,
  ConnectionView,
  DefinitionMistake,
  PickRow,
  PracticeView,
  Problem,
  RecipeProblem,
  Settings,
  Status,
  VaultView,
} from '../generated/api.ts';

export interface GalleryStep {
  id: string;
  connector: string;
  role: string;
  operation: string;
  values: Record<string, { value: string; label: string | null }>;
  /** Why the connected user may not do it. */
  problem?: Problem;
  /** Inputs whose choice is gone, and why. */
  lost?: Record<string, Problem>;
}

export interface GalleryRecipe {
  id: string;
  name: string;
  saved_at: number;
  steps: GalleryStep[];
  /** Connection of each slot, by `connector.role`. */
  bound: Record<string, string>;
}

export interface World {
  apps: AppView[];
  mistakes: DefinitionMistake[];
  connections: ConnectionView[];
  /** Removed since the pretend engine was opened. */
  removed: ConnectionView[];
  recipes: GalleryRecipe[];
  clients: ClientRow[];
  practice: PracticeView;
  settings: Settings;
  vault: VaultView;
  notices: Problem[];
  /** What would be lost if the window closed now, once somebody wants to close it. */
  leaving: Problem | null;
  /** How the window was closed, if it was. */
  left: 'stored' | 'anyway' | null;
  checks: Check[];
  status: Pick<Status, 'version' | 'data_folder'>;
  /** The rows of a list; rejects with a problem. */
  rows: (picklist: string, params: Record<string, string>) => PickRow[];
  /** Fails every question about a list. */
  listProblem: Problem | null;
  /** Answers lists as they were known, with this problem. */
  stale: Problem | null;
  /** What would stop working with a connection in a slot, by the connection. */
  losses: Record<string, RecipeProblem[]>;
  /** Fails these calls. */
  failing: Record<string, Problem>;
}
