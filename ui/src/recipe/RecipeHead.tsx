/** @file A recipe's head: its name, that it is saved, and the panel of what needs the person. */
import { useDeed } from '../engine.ts';
import type { RecipeView } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { Data } from '../parts/Data.tsx';
import { NameEditor } from '../parts/NameEditor.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { PageHead } from '../parts/PageHead.tsx';
import { slotAddress } from '../place.ts';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './RecipeHead.module.css';

export function RecipeHead({ recipe }: { recipe: RecipeView }) {
  const rename = useDeed('recipe.rename');
  return (
    <PageHead
      name={visible(recipe.name)}
      title={
        <NameEditor
          name={recipe.name}
          label="Recipe name"
          onRename={async name => void (await rename.mutateAsync({ id: recipe.id, name }))}
        />
      }
      under={
        <span>
          Saved <Ago at={recipe.saved_at} />
        </span>
      }
    >
      {recipe.problems.length > 0 ? <Problems recipe={recipe} /> : null}
    </PageHead>
  );
}

function Problems({ recipe }: { recipe: RecipeView }) {
  const { problems } = recipe;
  const areConnections = problems.every(problem => problem.step === null);
  return (
    <section className={css.problems} aria-label="What needs you">
      <b>
        {areConnections
          ? counted(problems.length, 'connection needs you', 'connections need you')
          : counted(problems.length, 'thing needs you', 'things need you')}
      </b>
      <ul>
        {problems.map(problem => (
          <li key={`${problem.what} ${problem.step}`}>
            <OpenLink
              to={
                problem.step === null
                  ? {
                      screen: 'recipe',
                      id: recipe.id,
                      tab: 'connections',
                      at: slotAddress(problem.connector, problem.role),
                    }
                  : { screen: 'recipe', id: recipe.id, tab: 'recipe', at: problem.step }
              }
            >
              <Data>{problem.what}</Data>
            </OpenLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
