/** @file The recipes and steps that act through a connection, each a way there. */
import type { UsedBy } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import css from './UseLinks.module.css';
import { stepsWords } from './uses.ts';

export function UseLinks({ uses }: { uses: readonly UsedBy[] }) {
  return (
    <ul className={css.uses}>
      {uses.map(use => (
        <li key={`${use.recipe} ${use.role}`}>
          <OpenLink to={{ screen: 'recipe', id: use.recipe, tab: 'recipe', at: use.steps.map(String)[0] }}>
            <Data>{use.recipe_name}</Data>
          </OpenLink>
          {use.steps.length > 0 ? `, ${stepsWords(use.steps)}` : null}
        </li>
      ))}
    </ul>
  );
}
