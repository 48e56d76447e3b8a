/** @file Puts the highlight where the person has gone to while the rows were not there yet. */
import { type RefObject, use, useEffect } from 'react';
import { ComboBoxStateContext } from 'react-aria-components/ComboBox';
import { itemKeys } from './jumps.ts';

interface Props {
  isBehind: boolean;
  steps: RefObject<number>;
  /** More rows match than are loaded: what leads past them waits for the next. */
  hasMore: boolean;
}

/** Stands behind the list, since React Aria highlights in the same moment, and in the order of the page. */
export function PicklistAhead({ isBehind, steps, hasMore }: Props) {
  const state = use(ComboBoxStateContext);
  useEffect(() => {
    if (!state || isBehind || steps.current === 0) return;
    const keys = itemKeys(state.collection);
    if (keys.length === 0) return;
    const { focusedKey } = state.selectionManager;
    const at = (focusedKey === null ? -1 : keys.indexOf(focusedKey)) + steps.current;
    steps.current = hasMore ? Math.max(0, at - keys.length + 1) : 0;
    state.selectionManager.setFocused(true);
    state.selectionManager.setFocusedKey(keys[Math.min(at, keys.length - 1)] ?? null);
  }, [state, isBehind, steps, hasMore]);
  return null;
}
