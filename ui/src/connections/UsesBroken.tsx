/** @file What a broken connection breaks: steps of recipes, a few of them by name. */
import type { UsedBy } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { counted } from '../times.ts';
import { stepsWords } from './uses.ts';

interface Props {
  usedBy: readonly UsedBy[];
  /** The recipe one is in. */
  here?: string | undefined;
  /** Nothing is broken for good: it goes on once the trouble has passed. */
  waits?: boolean;
}

export function UsesBroken({ usedBy, here, waits = false }: Props) {
  const inUse = usedBy.filter(use => use.steps.length > 0);
  if (inUse.length === 0) return null;
  return (
    <p>
      <b>{waits ? 'What has to wait:' : 'What it breaks:'}</b>{' '}
      {inUse.slice(0, 3).map((use, at) => (
        <span key={`${use.recipe} ${use.role}`}>
          {at > 0 ? '; ' : null}
          {stepsWords(use.steps)}{' '}
          {use.recipe === here ? (
            'of this recipe'
          ) : (
            <>
              of <Data>{use.recipe_name}</Data>
            </>
          )}
        </span>
      ))}
      {inUse.length > 3 ? ` and ${counted(inUse.length - 3, 'more recipe')}` : null}.
    </p>
  );
}
