/** @file One row of a picklist: its label with what matched, what it is, and its API name. */
import { ListBoxItem } from 'react-aria-components/ListBox';
import { Tag } from '../parts/Tag.tsx';
import { visible } from '../visible.ts';
import css from './PicklistRow.module.css';
import { type ListRow, stretches } from './rows.ts';

interface Props {
  item: ListRow;
  /** Place among all rows that match, loaded or not. */
  place: number;
  matched: number;
}

export function PicklistRow({ item, place, matched }: Props) {
  const { row } = item;
  return (
    <ListBoxItem
      id={item.key}
      textValue={row.label}
      className={css.row}
      render={props => <div {...placed(props as React.ComponentProps<'div'>, place, matched)} />}
    >
      {item.isTyped ? (
        <span className={css.label}>
          Use “<bdi>{visible(row.value)}</bdi>”
        </span>
      ) : (
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
      )}
    </ListBoxItem>
  );
}

/** React Aria counts the rows it holds; what counts for a listener are all that match. */
function placed(
  props: React.ComponentProps<'div'>,
  place: number,
  matched: number,
): React.ComponentProps<'div'> {
  return { ...props, 'aria-posinset': place, 'aria-setsize': matched };
}
