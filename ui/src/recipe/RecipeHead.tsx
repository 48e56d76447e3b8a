/** @file A recipe's head: its name, that it is saved, and the panel of what needs the person. */
import { useDeed } from '../engine.ts';
import type { RecipeView } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { NameEditor } from '../parts/NameEditor.tsx';
import { PageHead } from '../parts/PageHead.tsx';
import { visible } from '../visible.ts';
import { RecipeProblems } from './RecipeProblems.tsx';

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
      {recipe.problems.length > 0 ? <RecipeProblems recipe={recipe} /> : null}
    </PageHead>
  );
}
