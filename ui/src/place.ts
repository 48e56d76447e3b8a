/** @file Where in the window a person is, as data, and the same as an address. */

export type RecipeTab = 'recipe' | 'connections';

export type Place =
  | { screen: 'recipes' }
  /** `at` is a slot on the tab Connections; on the tab Recipe a step's id, or its number. */
  | { screen: 'recipe'; id: string; tab: RecipeTab; at?: string | undefined; input?: string | undefined }
  | { screen: 'connections' }
  | { screen: 'connection'; id: string; browse?: boolean | undefined }
  | { screen: 'apps' }
  | { screen: 'app'; id: string }
  | { screen: 'settings'; at?: string | undefined };

export const home: Place = { screen: 'recipes' };

/** Which entry of the navigation a place belongs to. */
export function sectionOf(place: Place): 'recipes' | 'connections' | 'apps' | 'settings' {
  switch (place.screen) {
    case 'recipe':
      return 'recipes';
    case 'connection':
      return 'connections';
    case 'app':
      return 'apps';
    default:
      return place.screen;
  }
}

/** True when both show the same thing, so that the view need not start at its head again. */
export function isSameScreen(one: Place, other: Place): boolean {
  return one.screen === other.screen && ('id' in one ? one.id : '') === ('id' in other ? other.id : '');
}

/** The name of a slot as the part of an address. */
export function slotAddress(connector: string, role: string): string {
  return `${connector}.${role}`;
}

export function toAddress(place: Place): string {
  const parts: string[] = [place.screen];
  if ('id' in place) parts.push(place.id);
  if (place.screen === 'recipe') parts.push(place.tab);
  if (place.screen === 'connection' && place.browse) parts.push('browse');
  if ('at' in place && place.at) parts.push(place.at);
  if ('input' in place && place.input && place.at) parts.push(place.input);
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

export function fromAddress(address: string): Place {
  const [screen, id, third, fourth, fifth] = address.replace(/^#\/?/, '').split('/').map(decoded);
  switch (screen) {
    case 'recipe':
      if (!id) return home;
      return {
        screen,
        id,
        tab: third === 'connections' ? 'connections' : 'recipe',
        at: fourth || undefined,
        input: fifth || undefined,
      };
    case 'connection':
      return id ? { screen, id, browse: third === 'browse' || undefined } : { screen: 'connections' };
    case 'app':
      return id ? { screen, id } : { screen: 'apps' };
    case 'connections':
    case 'apps':
      return { screen };
    case 'settings':
      return { screen, at: id || undefined };
    default:
      return home;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
