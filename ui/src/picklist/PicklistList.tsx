/** @file The rows of an open picklist; only those in sight are drawn. */
import { ListBox, ListBoxLoadMoreItem } from 'react-aria-components/ListBox';
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import { Skeleton } from '../parts/Skeleton.tsx';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './Picklist.module.css';
import { PicklistRow } from './PicklistRow.tsx';
import type { ListRow } from './rows.ts';

interface Props {
  rows: ListRow[];
  /** Rows that match, loaded or not. */
  matched: number;
  total: number;
  isLoading: boolean;
  isFailed: boolean;
  isLoadingMore: boolean;
  hasMore: boolean;
  onLoadMore: () => void;
  search: string;
  isManual: boolean;
}

/** Row height and the most rows shown at once, in rem. */
const rowHeight = 2.125;
const mostRows = 9;

export function PicklistList(props: Props) {
  const { rows } = props;
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const places = new Map(rows.map((row, at) => [row.key, at + 1]));
  const setSize = Math.max(props.matched, rows.length);
  return (
    <Virtualizer
      layout={ListLayout}
      layoutOptions={{ rowSize: rowHeight * rem, loaderSize: rowHeight * rem }}
    >
      <ListBox
        className={css.list}
        style={rows.length > 0 ? { height: `${Math.min(rows.length, mostRows) * rowHeight}rem` } : {}}
        renderEmptyState={() => <NoRows {...props} />}
        data-loaded={rows.length}
      >
        {rows.map(row => (
          <PicklistRow
            key={row.key}
            id={row.key}
            textValue={row.row.label}
            item={row}
            place={places.get(row.key) ?? 0}
            matched={setSize}
          />
        ))}
        {props.hasMore ? (
          <ListBoxLoadMoreItem
            isLoading={props.isLoadingMore}
            // Reached only by who outruns the loading ahead.
            scrollOffset={0}
            onLoadMore={props.onLoadMore}
            className={css.more}
          >
            Loading more…
          </ListBoxLoadMoreItem>
        ) : null}
      </ListBox>
    </Virtualizer>
  );
}

function NoRows({ isLoading, isFailed, search, total, isManual }: Props) {
  if (isLoading) return <Skeleton lines={5} label="Loading the list" />;
  if (isFailed)
    return <p className={css.empty}>The list could not be read. See the note beside the field.</p>;
  if (search !== '') {
    return (
      <p className={css.empty}>
        Nothing matches “<bdi>{visible(search)}</bdi>”. Clear it to see all{' '}
        {counted(total, 'entry', 'entries')}
        {isManual ? ', or press Enter to use it as it is' : null}.
      </p>
    );
  }
  return (
    <p className={css.empty}>
      This account has none, or its user may not see them. Refresh after that changed at the app
      {isManual ? ', or type a value' : null}.
    </p>
  );
}
