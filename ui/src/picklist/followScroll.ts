/** @file Lets an open list follow its field when the page scrolls. */

/**
 * React Aria closes a list as soon as anything around its field scrolls, also when the browser itself scrolls the field
 * into view because it was clicked or typed in: the list would close in the moment it opens. As long as the field is in
 * sight the list moves along instead; a resize is what makes React Aria measure again.
 */
export function followScroll(): () => void {
  const onScroll = (event: Event) => {
    const field = document.querySelector('[data-picklist] [role=combobox][aria-expanded=true]');
    if (!field || !(event.target instanceof Node) || !event.target.contains(field)) return;
    const { top, bottom } = field.getBoundingClientRect();
    if (bottom < 0 || top > window.innerHeight) return;
    event.stopImmediatePropagation();
    window.dispatchEvent(new Event('resize'));
  };
  window.addEventListener('scroll', onScroll, true);
  return () => window.removeEventListener('scroll', onScroll, true);
}
