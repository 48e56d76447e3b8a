/** @file Where the focus goes when what opened a dialog is gone. */

/** The button that opened the dialog is gone when its connection works now: the heading stands in for it. */
export function focusSomething(): void {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.querySelector<HTMLElement>('[data-focus-after-connect], main h1')?.focus();
}
