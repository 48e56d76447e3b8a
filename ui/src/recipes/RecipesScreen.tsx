/** @file All recipes, and how to get one. */
import { useState } from 'react';
import { useAnswer } from '../engine.ts';
import type { Problem } from '../generated/api.ts';
import { Awaited } from '../parts/Awaited.tsx';
import { Button } from '../parts/Button.tsx';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { ImportButton } from './ImportButton.tsx';
import { NewRecipeDialog } from './NewRecipeDialog.tsx';
import { RecipeLine } from './RecipeLine.tsx';
import css from './RecipesScreen.module.css';
import { SampleButton } from './SampleButton.tsx';
import { Welcome } from './Welcome.tsx';

export function RecipesScreen() {
  const recipes = useAnswer('recipes', null);
  const { data: status } = useAnswer('status', null);
  const [isNaming, setIsNaming] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <>
      <PageHead
        title="Recipes"
        name="Recipes"
        under={recipes.data?.length ? 'What happens in one app, and what follows in another.' : undefined}
        actions={
          <>
            <ImportButton onProblem={setProblem} />
            {recipes.data?.length ? <SampleButton label="Sample again" onProblem={setProblem} /> : null}
            <Button weight={recipes.data?.length ? 'main' : 'plain'} onPress={() => setIsNaming(true)}>
              New recipe
            </Button>
          </>
        }
      />
      <div className={page.page}>
        {problem ? <ProblemPanel problem={problem} isAlert /> : null}
        <Awaited of={recipes}>
          {rows => (
            <>
              {rows.length === 0 || status?.connections === 0 ? (
                <Welcome practice={status?.practice ?? false} sample={rows[0]} onProblem={setProblem} />
              ) : null}
              {rows.length > 0 ? (
                <ul className={`${page.list} ${css.recipes}`} aria-label="Recipes">
                  {rows.map(row => (
                    <RecipeLine key={row.id} row={row} />
                  ))}
                </ul>
              ) : null}
            </>
          )}
        </Awaited>
      </div>
      <NewRecipeDialog isOpen={isNaming} onClose={() => setIsNaming(false)} />
    </>
  );
}
