/** @file How the pretend engine shows a recipe: slots, steps, inputs and why some are grey. */
import type {
  Blocked,
  ConnectionRow,
  InputView,
  RecipeProblem,
  RecipeRow,
  RecipeView,
  SlotView,
  StepView,
  UsedBy,
} from '../generated/api.ts';
import type { GalleryRecipe, GalleryStep, World } from './world.ts';

interface InputShape {
  key: string;
  label: string;
  required: boolean;
  control: InputView['control'];
  picklist?: string;
  /** Parameter of the picklist: input that gives it. */
  params?: Record<string, string>;
  manual?: boolean;
  hint?: string;
}

const objectInputs: InputShape[] = [
  { key: 'object', label: 'Object', required: true, control: 'picklist', picklist: 'objects' },
  {
    key: 'field',
    label: 'Field to watch',
    required: true,
    control: 'picklist',
    picklist: 'fields',
    params: { object: 'object' },
  },
  {
    key: 'industry',
    label: 'Industry',
    required: false,
    control: 'picklist',
    picklist: 'values',
    params: { object: 'object', field: 'field' },
    manual: true,
  },
  {
    key: 'where',
    label: 'Only where',
    required: false,
    control: 'text',
    hint: "A SOQL condition, such as Type = 'Customer'.",
  },
  { key: 'deleted', label: 'Deleted ones too', required: false, control: 'checkbox' },
];

const organizationInputs: InputShape[] = [
  {
    key: 'match_on',
    label: 'Match on',
    required: true,
    control: 'picklist',
    picklist: 'organization_fields',
    manual: true,
  },
  { key: 'notes', label: 'Notes', required: false, control: 'text' },
];

export function slotLabel(world: World, connector: string, role: string): string {
  const name = world.apps.find(app => app.id === connector)?.name ?? connector;
  return role === 'primary' ? name : `${name} (${role})`;
}

export function recipeView(world: World, recipe: GalleryRecipe): RecipeView {
  const slots = slotViews(world, recipe);
  return {
    id: recipe.id,
    name: recipe.name,
    saved_at: recipe.saved_at,
    problems: [
      ...slots.flatMap(slot => {
        const what = slotProblem(slot);
        return what ? [{ what, connector: slot.connector, role: slot.role, step: null, input: null }] : [];
      }),
      ...recipe.steps.flatMap(stepProblems),
    ],
    slots,
    steps: recipe.steps.map((step, at) => stepView(world, slots, step, at + 1)),
  };
}

/** The recipes and steps that act through a connection. */
export function usesOf(world: World, connection: string): UsedBy[] {
  return world.recipes.flatMap(one =>
    recipeView(world, one)
      .slots.filter(slot => slot.connection?.id === connection)
      .map(slot => ({ recipe: one.id, recipe_name: one.name, role: slot.role, steps: slot.steps })),
  );
}

export function recipeRow(world: World, recipe: GalleryRecipe): RecipeRow {
  const view = recipeView(world, recipe);
  return {
    id: recipe.id,
    name: recipe.name,
    saved_at: recipe.saved_at,
    apps: view.slots.map(slot => ({
      connector: slot.connector,
      connector_name: slot.connector_name,
      role: slot.role,
      logo: slot.logo,
      ready: slot.connection?.state === 'connected',
    })),
    steps: recipe.steps.length,
    problems: view.problems.length,
  };
}

function slotViews(world: World, recipe: GalleryRecipe): SlotView[] {
  const names = [...new Set(recipe.steps.map(step => `${step.connector}.${step.role}`))];
  return names.flatMap(name => {
    const [connector = '', role = ''] = name.split('.');
    const app = world.apps.find(one => one.id === connector);
    if (!app) return [];
    return [
      {
        connector,
        connector_name: app.name,
        role,
        label: slotLabel(world, connector, role),
        logo: app.logo,
        steps: recipe.steps.flatMap((step, at) =>
          step.connector === connector && step.role === role ? [at + 1] : [],
        ),
        connection: world.connections.find(one => one.row.id === recipe.bound[name])?.row ?? null,
        candidates: world.connections
          .map(one => one.row)
          .filter(row => row.connector === connector && !Object.values(recipe.bound).includes(row.id)),
        problem: null,
      },
    ];
  });
}

function slotProblem(slot: SlotView): string | null {
  if (!slot.connection || slot.connection.state === 'not_connected') return `${slot.label} is not connected`;
  if (slot.connection.state === 'needs_reconnect') return `${slot.label} needs reconnect`;
  if (slot.connection.state === 'limited') return `${slot.label}: rights were reduced`;
  if (slot.connection.state === 'vault_locked')
    return `${slot.label} cannot be used while the keychain is locked`;
  return null;
}

/** What is wrong inside a step: the step as a whole, and each choice that is gone. */
function stepProblems({ id, connector, role, problem, lost }: GalleryStep): RecipeProblem[] {
  const place = { connector, role, step: id };
  const choices = Object.entries(lost ?? {}).map(([input, { what }]) => ({ ...place, what, input }));
  return problem ? [{ ...place, what: problem.what, input: null }, ...choices] : choices;
}

function stepView(world: World, slots: readonly SlotView[], step: GalleryStep, number: number): StepView {
  const app = world.apps.find(one => one.id === step.connector);
  const slot = slots.find(one => one.connector === step.connector && one.role === step.role);
  const operation = app?.operations.find(one => one.id === step.operation);
  const shapes = step.connector === 'zendesk' ? organizationInputs : objectInputs;
  return {
    id: step.id,
    number,
    kind: operation?.kind ?? 'action',
    connector: step.connector,
    role: step.role,
    slot_label: slot?.label ?? step.connector,
    logo: app?.logo ?? { letter: '?', color: '#5f5a52', mark: '' },
    operation: step.operation,
    title: operation?.title ?? step.operation,
    hint: operation?.hint ?? null,
    inputs: shapes.map(shape => inputView(shape, shapes, step, slot?.connection ?? null, slot?.label ?? '')),
    problem: step.problem ?? null,
  };
}

function inputView(
  shape: InputShape,
  shapes: readonly InputShape[],
  step: GalleryStep,
  connection: ConnectionRow | null,
  label: string,
): InputView {
  const params: Record<string, string> = {};
  let missing: InputShape | undefined;
  for (const [param, from] of Object.entries(shape.params ?? {})) {
    const value = step.values[from]?.value;
    if (value === undefined) missing ??= shapes.find(one => one.key === from);
    else params[param] = value;
  }
  const blocked = shape.control === 'picklist' ? blockedBy(connection, label, missing) : null;
  return {
    key: shape.key,
    label: shape.label,
    hint: shape.hint ?? null,
    required: shape.required,
    control: shape.control,
    picklist: shape.picklist ?? null,
    params,
    connection: blocked ? null : (connection?.id ?? null),
    value: step.values[shape.key]?.value ?? null,
    value_label: step.values[shape.key]?.label ?? null,
    blocked,
    problem: step.lost?.[shape.key] ?? null,
    manual: shape.manual ?? false,
  };
}

function blockedBy(
  connection: ConnectionRow | null,
  label: string,
  missing: InputShape | undefined,
): Blocked | null {
  switch (connection?.state) {
    case undefined:
    case 'not_connected':
      return { reason: `Connect ${label} to choose from its objects.`, by: 'not_connected' };
    case 'needs_reconnect':
      return { reason: `${label} needs reconnect before its lists can be read.`, by: 'needs_reconnect' };
    case 'signing_in':
      return { reason: `The sign-in to ${label} is not finished.`, by: 'signing_in' };
    case 'vault_locked':
      return { reason: 'The keychain is locked.', by: 'vault_locked' };
    default:
      return missing ? { reason: `Choose ${missing.label} first.`, by: 'input' } : null;
  }
}
