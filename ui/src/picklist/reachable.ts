/** @file Keeps the page reachable while a list is open. */

/**
 * React Aria hides everything outside an open list from screen readers, although Tab still reaches it: axe's rule
 * aria-hidden-focus. A live region is exempt from that hiding; while a list is open the page passes for one.
 */
export function keepPageReachable(isListOpen: boolean): void {
  document.getElementById('root')?.toggleAttribute('data-live-announcer', isListOpen);
}
