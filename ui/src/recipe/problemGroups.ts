/** @file Sorts what a recipe's head tells: sign-ins, lost choices, missing rights, each with its place. */
import type { RecipeProblem, RecipeView } from '../generated/api.ts';
import { type Place, slotAddress } from '../place.ts';
import { counted } from '../times.ts';

export type ProblemGroupKind = 'connections' | 'locked' | 'choices' | 'steps';

export interface ProblemGroup {
  kind: ProblemGroupKind;
  /** "2 connections need you". */
  title: string;
  problems: RecipeProblem[];
}

/** Only groups that hold something; sign-ins first, for they often are the cause of the rest. */
export function problemGroups(
  problems: readonly RecipeProblem[],
  slots: RecipeView['slots'] = [],
): ProblemGroup[] {
  const waits = (one: RecipeProblem) =>
    slots.some(
      slot =>
        slot.connector === one.connector &&
        slot.role === one.role &&
        slot.connection?.state === 'vault_locked',
    );
  const connections = problems.filter(one => one.step === null && !waits(one));
  const locked = problems.filter(one => one.step === null && waits(one));
  const choices = problems.filter(one => one.step !== null && one.input !== null);
  const steps = problems.filter(one => one.step !== null && one.input === null);
  const groups: ProblemGroup[] = [
    {
      kind: 'connections',
      title: counted(connections.length, 'connection needs you', 'connections need you'),
      problems: connections,
    },
    {
      kind: 'locked',
      title: counted(locked.length, 'connection waits for the keychain', 'connections wait for the keychain'),
      problems: locked,
    },
    {
      kind: 'steps',
      title: counted(new Set(steps.map(one => one.step)).size, 'step lacks rights', 'steps lack rights'),
      problems: steps,
    },
    {
      kind: 'choices',
      title: counted(choices.length, 'choice is lost', 'choices are lost'),
      problems: choices,
    },
  ];
  return groups.filter(group => group.problems.length > 0);
}

/** Where the line of a problem leads. */
export function problemPlace(recipe: Pick<RecipeView, 'id'>, problem: RecipeProblem): Place {
  if (problem.step === null)
    return {
      screen: 'recipe',
      id: recipe.id,
      tab: 'connections',
      at: slotAddress(problem.connector, problem.role),
    };
  return {
    screen: 'recipe',
    id: recipe.id,
    tab: 'recipe',
    at: problem.step,
    input: problem.input ?? undefined,
  };
}
