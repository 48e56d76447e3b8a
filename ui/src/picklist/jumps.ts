/** @file Where Home, End, PageUp and PageDown lead in a list; pure. */

/** Rows in sight, less one that stays in sight as the bridge. */
export const pageOfRows = 8;

/** The keys of the rows, without what else is in the list. */
export function itemKeys<Key>(collection: Iterable<{ type: string; key: Key }>): Key[] {
  return [...collection].filter(node => node.type === 'item').map(node => node.key);
}

export function isJump(key: string): boolean {
  return key === 'Home' || key === 'End' || key === 'PageDown' || key === 'PageUp';
}

/**
 * The key to highlight, or none when `key` does not jump. React Aria measures pages by the rows in the page; those out
 * of sight are not there, and the browser would scroll the window instead.
 */
export function keyAfterJump<Key>(key: string, keys: readonly Key[], focused: Key | null): Key | undefined {
  const at = focused === null ? -1 : keys.indexOf(focused);
  switch (key) {
    case 'Home':
      return keys[0];
    case 'End':
      return keys.at(-1);
    case 'PageDown':
      return keys[Math.min(at + pageOfRows, keys.length - 1)];
    case 'PageUp':
      return keys[Math.max(at - pageOfRows, 0)];
    default:
      return undefined;
  }
}
