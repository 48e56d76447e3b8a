/** @file The foot of an open picklist: how much of how much, how old, and Refresh. */
import { Button } from 'react-aria-components/Button';
import type { PicklistPage } from '../generated/api.ts';
import { useNow } from '../parts/now.ts';
import { age, number } from '../times.ts';
import css from './Picklist.module.css';

interface Props {
  page: PicklistPage | undefined;
  loaded: number;
  isRefreshing: boolean;
  onRefresh: () => void;
}

export function PicklistFoot({ page, loaded, isRefreshing, onRefresh }: Props) {
  const now = useNow();
  return (
    <div className={css.foot}>
      <span>{page ? shownWords(page, loaded) : 'Reading…'}</span>
      <span className={css.age}>
        {page ? age(page.fetched_at, now) : null}
        <Button
          slot={null}
          className={css.refresh}
          onPress={onRefresh}
          isDisabled={isRefreshing}
          preventFocusOnPress
          excludeFromTabOrder
          aria-keyshortcuts="F5"
        >
          {isRefreshing ? 'Refreshing…' : 'Refresh'}
        </Button>
      </span>
    </div>
  );
}

function shownWords(page: PicklistPage, loaded: number): string {
  const all = `${number(page.total)}${page.complete ? '' : '+'}`;
  if (page.matched === 0) return `0 of ${all}`;
  if (page.matched < page.total) {
    return loaded < page.matched
      ? `1–${number(loaded)} of ${number(page.matched)} found in ${all}`
      : `${number(page.matched)} of ${all}`;
  }
  return page.total === 0 ? 'None' : `1–${number(loaded)} of ${all}`;
}
