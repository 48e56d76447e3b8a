/** @file One recipe: its head, what needs the person, its steps and its connections. */
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components/Tabs';
import { useAnswer } from '../engine.ts';
import { Awaited } from '../parts/Awaited.tsx';
import type { Place, RecipeTab } from '../place.ts';
import { go } from '../usePlace.ts';
import { ConnectionsTab } from './ConnectionsTab.tsx';
import { RecipeHead } from './RecipeHead.tsx';
import css from './RecipeScreen.module.css';
import { StepsTab } from './StepsTab.tsx';

export function RecipeScreen({ place }: { place: Extract<Place, { screen: 'recipe' }> }) {
  const recipe = useAnswer('recipe', { id: place.id });
  return (
    <Awaited of={recipe}>
      {view => (
        <>
          <RecipeHead recipe={view} />
          <Tabs
            className={css.tabs}
            selectedKey={place.tab}
            onSelectionChange={tab => go({ screen: 'recipe', id: place.id, tab: tab as RecipeTab })}
          >
            <TabList className={css.list} aria-label="Recipe">
              <Tab id="recipe" className={css.tab}>
                Recipe
              </Tab>
              <Tab id="connections" className={css.tab}>
                Connections
              </Tab>
            </TabList>
            <TabPanel id="recipe" className={css.panel}>
              <StepsTab recipe={view} at={place.at} input={place.input} />
            </TabPanel>
            <TabPanel id="connections" className={css.panel}>
              <ConnectionsTab recipe={view} at={place.at} />
            </TabPanel>
          </Tabs>
        </>
      )}
    </Awaited>
  );
}
