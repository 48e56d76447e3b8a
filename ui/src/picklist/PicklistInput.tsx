/** @file The line of a picklist to type in: opens the list when clicked or typed in, and takes Enter where it decides. */
import { type KeyboardEvent, type RefObject, use } from 'react';
import { Button } from 'react-aria-components/Button';
import { ComboBoxStateContext } from 'react-aria-components/ComboBox';
import { Group } from 'react-aria-components/Group';
import { isJump, itemKeys, keyAfterJump } from './jumps.ts';
import type { Line } from './line.ts';
import css from './Picklist.module.css';
import { PicklistLine } from './PicklistLine.tsx';

interface Props {
  line: Line;
  isTyped: boolean;
  /** The rows are not there yet, or still those of another search: keys do not go to them. */
  isBehind: boolean;
  /** How many rows further down the highlight is wanted once they are there. */
  steps: RefObject<number>;
  /** More rows match than are loaded. */
  hasMore: boolean;
  /** A key leads further down the rows, or past the last that is loaded. */
  onDown: (isPastEnd: boolean) => void;
  onType: (text: string) => void;
  placeholder: string;
  /** API name of the chosen value, shown while nobody types. */
  apiName: string | null;
  isFetching: boolean;
  canClear: boolean;
  onClear: () => void;
  /** Enter or Tab with nothing highlighted; true when that decided something. */
  onDecide: () => boolean;
  /** Enter with nothing highlighted and nothing decided; true when the best match was taken. */
  onTakeBest: () => boolean;
  /** Enter while the rows are behind; true when the list has nothing more to say. */
  onTakeAhead: () => boolean;
  onLeave: () => void;
  onRefresh: () => void;
}

export function PicklistInput(props: Props) {
  const state = use(ComboBoxStateContext);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F5') {
      event.preventDefault();
      props.onRefresh();
    }
    if (event.key === 'Escape') props.onLeave();
    if (state?.isOpen && props.isBehind && state.selectionManager.focusedKey === null && waits(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      if (event.key === 'ArrowDown') props.steps.current += 1;
      if (event.key === 'ArrowUp') props.steps.current = Math.max(0, props.steps.current - 1);
      // A row further down than the first is never taken unseen.
      if (event.key === 'Enter' && props.steps.current < 2 && props.onTakeAhead()) state.close();
      return;
    }
    if (state?.isOpen && !props.isBehind) {
      const manager = state.selectionManager;
      const isAtEnd = manager.focusedKey !== null && manager.focusedKey === itemKeys(state.collection).at(-1);
      if (leadsDown(event.key)) props.onDown(isAtEnd);
      if (props.hasMore && isAtEnd) {
        const wasUnderWay = props.steps.current > 0;
        if (isPastEnd(event.key, props.steps)) {
          event.preventDefault();
          event.stopPropagation();
          return;
        }
        if (wasUnderWay && event.key === 'Tab') manager.setFocusedKey(null);
      }
    }
    if (state?.isOpen && !event.shiftKey && isJump(event.key)) {
      const next = keyAfterJump(event.key, itemKeys(state.collection), state.selectionManager.focusedKey);
      if (next !== undefined) {
        event.preventDefault();
        event.stopPropagation();
        state.selectionManager.setFocused(true);
        state.selectionManager.setFocusedKey(next);
        return;
      }
    }
    if (event.key !== 'Enter' && event.key !== 'Tab') return;
    if (state?.isOpen && state.selectionManager.focusedKey !== null) return;
    const isDecided = props.onDecide() || (event.key === 'Enter' && props.onTakeBest());
    if (isDecided && event.key === 'Enter') {
      event.preventDefault();
      event.stopPropagation();
      state?.close();
    }
  };
  return (
    <Group className={css.box}>
      <PicklistLine
        line={props.line}
        isTyped={props.isTyped}
        placeholder={props.placeholder}
        onKeyDownCapture={onKeyDown}
        onClick={() => state?.open(null, 'manual')}
        onType={text => {
          props.onType(text);
          if (state && !state.isOpen) state.open(null, 'input');
        }}
      />
      {props.apiName ? (
        <span className={css.apiName} aria-hidden="true">
          <bdi>{props.apiName}</bdi>
        </span>
      ) : null}
      {props.isFetching ? <span className={css.busy} aria-hidden="true" /> : null}
      {props.canClear ? (
        <Button
          slot={null}
          className={css.clear}
          aria-label="Clear"
          excludeFromTabOrder
          onPress={props.onClear}
        >
          ×
        </Button>
      ) : null}
      <Button className={css.arrow}>
        <span aria-hidden="true">▾</span>
      </Button>
    </Group>
  );
}

function leadsDown(key: string): boolean {
  return key === 'ArrowDown' || key === 'PageDown' || key === 'End';
}

/**
 * Whether a key on the last row that is loaded is for those after it. React Aria would go on with the first row; so the
 * steps are counted, and made when the rows are there. A row further down is never taken unseen.
 */
function isPastEnd(key: string, steps: RefObject<number>): boolean {
  const before = steps.current;
  if (key === 'ArrowDown') steps.current += 1;
  else if (key === 'ArrowUp') steps.current = Math.max(0, before - 1);
  else steps.current = 0;
  return key === 'ArrowDown' || (before > 0 && (key === 'ArrowUp' || key === 'Enter'));
}

/** Keys that act on rows. */
function waits(key: string): boolean {
  return key === 'Enter' || key === 'ArrowDown' || key === 'ArrowUp' || isJump(key);
}
