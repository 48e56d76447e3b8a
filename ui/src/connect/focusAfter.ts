/** @file Where the focus goes when what opened a dialog is gone. */

/**
 * After a dialog closed: React Aria brings the focus back to what opened it, a frame later. When that is gone, for
 * its connection works now, the heading stands in for it.
 */
export function focusSomething(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(standIn)));
}

function standIn(): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('[data-focus-after-connect], main h1')?.focus();
}
