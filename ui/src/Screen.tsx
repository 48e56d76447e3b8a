/** @file The screen of the place. */
import { AppScreen } from './apps/AppScreen.tsx';
import { AppsScreen } from './apps/AppsScreen.tsx';
import { ConnectionScreen } from './connections/ConnectionScreen.tsx';
import { ConnectionsScreen } from './connections/ConnectionsScreen.tsx';
import { RecipeScreen } from './recipe/RecipeScreen.tsx';
import { RecipesScreen } from './recipes/RecipesScreen.tsx';
import { SettingsScreen } from './settings/SettingsScreen.tsx';
import { usePlace } from './usePlace.ts';

export function Screen() {
  const place = usePlace();
  switch (place.screen) {
    case 'recipes':
      return <RecipesScreen />;
    case 'recipe':
      return <RecipeScreen key={place.id} place={place} />;
    case 'connections':
      return <ConnectionsScreen />;
    case 'connection':
      return <ConnectionScreen key={place.id} place={place} />;
    case 'apps':
      return <AppsScreen />;
    case 'app':
      return <AppScreen key={place.id} id={place.id} />;
    case 'settings':
      return <SettingsScreen at={place.at} />;
  }
}
