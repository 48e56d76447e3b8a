/** @file Brings the focus to a step, to an input of it, or to a slot, and the eye with it. */

/** An input that is grey cannot take the focus: its way out does, else its step. */
export function focusStep(step: string, input: string | undefined): void {
  const card = byData('step', step);
  if (!card) return;
  const place =
    input === undefined ? null : card.querySelector<HTMLElement>(`[data-input="${CSS.escape(input)}"]`);
  const target = place?.querySelector<HTMLElement>(
    'input:not(:disabled), textarea:not(:disabled), button:not(:disabled)',
  );
  (place ?? card).scrollIntoView({ block: place ? 'center' : 'start' });
  (target ?? card).focus({ preventScroll: true });
}

/** The row of a slot, which is chosen then. */
export function focusSlot(address: string): void {
  const row = byData('slot', address)?.querySelector<HTMLElement>('button');
  row?.scrollIntoView({ block: 'nearest' });
  row?.focus({ preventScroll: true });
}

function byData(name: 'step' | 'slot', value: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`main [data-${name}="${CSS.escape(value)}"]`);
}
