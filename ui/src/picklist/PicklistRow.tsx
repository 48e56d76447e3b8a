/** @file One row of a picklist: its label with what matched, what it is, and its API name. */
import { use, useRef } from 'react';
import { useOption } from 'react-aria/useListBox';
import { createLeafComponent } from 'react-aria-components/CollectionBuilder';
import { ListStateContext } from 'react-aria-components/ListBox';
import type { PickRow } from '../generated/api.ts';
import { Tag } from '../parts/Tag.tsx';
import { visible } from '../visible.ts';
import css from './PicklistRow.module.css';
import { type ListRow, stretches } from './rows.ts';

interface Props {
  /** Key of the row, for React Aria. */
  id: string;
  textValue: string;
  item: ListRow;
  /** Place among all rows that match, loaded or not. */
  place: number;
  matched: number;
}

function Row(props: Omit<Props, 'id' | 'textValue'> & { at: string | number }) {
  const ref = useRef<HTMLDivElement>(null);
  const state = use(ListStateContext);
  if (!state) throw new Error('A row stands in a list');
  const { optionProps, isSelected, isFocused } = useOption({ key: props.at }, state, ref);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the line, which names the highlighted row
    <div
      {...optionProps}
      ref={ref}
      role="option"
      className={css.row}
      // React Aria counts the rows it holds; what counts for a listener are all that match.
      aria-posinset={props.place}
      aria-setsize={props.matched}
      data-selected={isSelected || undefined}
      data-focused={isFocused || undefined}
    >
      {props.item.isTyped ? (
        <span className={css.label}>
          Use “<bdi>{visible(props.item.row.value)}</bdi>”
        </span>
      ) : (
        <Words row={props.item.row} />
      )}
    </div>
  );
}

/**
 * React Aria's own item can be dragged, linked and given slots, which no row here needs and which costs at every key:
 * this one is its option alone.
 */
export const PicklistRow = createLeafComponent(
  'item',
  // React Aria keeps the key for itself and gives it back with its own node.
  (props: Props, _: unknown, node: { key: string | number }) => <Row {...props} at={node.key} />,
);

function Words({ row }: { row: PickRow }) {
  return (
    <>
      <span className={css.label}>
        <bdi>
          {stretches(row.label, row.marks).map((part, at) =>
            part.isMarked ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one label never move
              <mark key={at}>{visible(part.text)}</mark>
            ) : (
              visible(part.text)
            ),
          )}
        </bdi>
        {row.hint ? (
          <small className={css.hint}>
            <bdi>{visible(row.hint)}</bdi>
          </small>
        ) : null}
      </span>
      <span className={css.chips}>
        {row.required ? <Tag tone="accent">Required</Tag> : null}
        {row.custom ? <Tag tone="info">Custom</Tag> : null}
        {row.kind ? <Tag>{visible(row.kind)}</Tag> : null}
      </span>
      <span className={css.value}>
        <bdi>{visible(row.value)}</bdi>
      </span>
    </>
  );
}
