/** @file A value chosen from an app's own list: searched and paged by the engine, with every state it can be in. */
import { type ReactNode, useId, useRef, useState } from 'react';
import { ButtonContext } from 'react-aria-components/Button';
import { ComboBox } from 'react-aria-components/ComboBox';
import { Label } from 'react-aria-components/Label';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';
import type { Action, Blocked } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Data } from '../parts/Data.tsx';
import field from '../parts/TextInput.module.css';
import { visible } from '../visible.ts';
import { typedAnew, useTyped } from './line.ts';
import css from './Picklist.module.css';
import { PicklistAhead } from './PicklistAhead.tsx';
import { PicklistFoot } from './PicklistFoot.tsx';
import { PicklistInput } from './PicklistInput.tsx';
import { PicklistList } from './PicklistList.tsx';
import { PicklistNotice } from './PicklistNotice.tsx';
import { keepPageReachable } from './reachable.ts';
import { keyOf, type ListRow, listRows, type PicklistSource, rowTyped } from './rows.ts';
import { useHeld } from './useHeld.ts';
import { useListsAhead, usePicklist } from './usePicklist.ts';

interface Props {
  label: string;
  hint: string | null;
  isRequired: boolean;
  /** None while it is blocked. */
  source: PicklistSource | null;
  value: string | null;
  /** The label that went with the value when it was chosen; shown even when the list is not there. */
  valueLabel: string | null;
  /** Values that are not in the list may be typed. */
  isManual: boolean;
  onChoose: (value: string | null, label: string | null) => void;
  blocked: Blocked | null;
  /** Said beside it with its way out, while it can be used all the same. */
  aside?: Blocked | null;
  /** Names the words beside it that say why the chosen value is gone; marks the line. */
  lostId?: string | undefined;
  /** The way out, beside the reason. */
  blockedAction: ReactNode;
  onProblemAction: (action: Action, retry: () => void) => void;
  appName: string;
}

export function Picklist(props: Props) {
  const { value, source, blocked } = props;
  const beside = blocked ?? props.aside ?? null;
  const problemId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [isNear, setIsNear] = useState(false);
  const ahead = useListsAhead(source);
  const { typed, line, type, settle } = useTyped(ahead);
  const { held, hold, drop } = useHeld(JSON.stringify(source), ahead.load);
  const place = useRef<HTMLDivElement>(null);
  const keysTyped = useRef(0);
  const steps = useRef(0);

  const search = typed ?? held ?? '';
  const { pages, refresh } = usePicklist(source, search, isOpen || isNear);
  const last = pages.data?.pages.at(-1);
  const rows = listRows(pages.data?.pages ?? [], props.isManual ? typed : null);
  const shownLabel = value === null ? '' : (props.valueLabel ?? value);
  /** The rows are not there yet, or still those of another search. */
  const isBehind = pages.isPending || pages.isPlaceholderData || (pages.isError && !pages.data);

  /** After a choice, typing begins anew instead of adding to the label. */
  const selectLine = () => {
    const before = keysTyped.current;
    requestAnimationFrame(() => {
      const focused = document.activeElement;
      const isOwn = focused instanceof HTMLInputElement && place.current?.contains(focused);
      if (isOwn && keysTyped.current === before) focused.select();
    });
  };
  const choose = (next: string | null, label: string | null) => {
    drop();
    settle(null);
    selectLine();
    if (next !== value) props.onChoose(next, label);
  };
  const take = ({ row, isTyped }: ListRow) => choose(row.value, isTyped ? null : row.label);
  const chooseRow = (key: string | number | null) => {
    const chosen = rows.find(row => row.key === key);
    // React Aria also writes the choice back that is there, such as when the line is left.
    if (!chosen || chosen.row.value === value) settle(null);
    else take(chosen);
  };
  const holdTyped = (text: string) =>
    hold(text, known => {
      // What cannot be asked for is taken as it stands, where that is allowed.
      if (!known && !props.isManual) return false;
      const row = rowTyped(listRows(known ?? [], null), text, props.isManual);
      if (row) take(row);
      else announce(`Nothing matches \u201c${visible(text)}\u201d. ${visible(props.label)} is as it was.`);
      return true;
    });
  /** Enter or Tab with nothing highlighted: an emptied line clears, a typed one is taken where that is allowed. */
  const decide = (): boolean => {
    if (typed === '' && value !== null) {
      choose(null, null);
      return true;
    }
    if (!typed || !props.isManual) return false;
    const row = rowTyped(rows, typed, true);
    if (isBehind) holdTyped(typed);
    else if (row) take(row);
    return true;
  };
  /** Enter after typing takes the best match. */
  const takeBest = (): boolean => {
    const best = rows[0];
    if (!typed || !best) return false;
    take(best);
    return true;
  };
  /** Enter before the answer to what is typed; with nothing typed there is nothing to go by. */
  const takeAhead = (): boolean => {
    if (typed === '') return decide();
    if (typed) holdTyped(typed);
    return false;
  };
  const retry = () => {
    if (pages.data) refresh.mutate();
    else if (held !== null) holdTyped(held);
    else void pages.refetch();
  };

  const hasMore = pages.hasNextPage && !pages.isPlaceholderData;
  const loadMore = () => void pages.fetchNextPage({ cancelRefetch: false });
  /** Whoever turns to the rows may go on past the first ones. */
  const loadAhead = (isPastEnd: boolean) => {
    if (hasMore && (isPastEnd || pages.data?.pages.length === 1)) loadMore();
  };

  const problem = refresh.error ?? pages.error ?? pages.data?.pages[0]?.stale ?? null;
  const isStale = problem !== null && pages.data !== undefined;
  const isBusy = refresh.isPending || (pages.isFetching && !pages.isFetchingNextPage);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing to press, the list is only read ahead
    <div
      ref={place}
      className={css.picklist}
      onPointerEnter={() => setIsNear(true)}
      onFocus={() => setIsNear(true)}
    >
      <ComboBox
        className={field.field}
        items={rows}
        inputValue={typed ?? held ?? visible(shownLabel)}
        onInputChange={text => {
          // What is typed comes through the line itself; this is what React Aria writes there.
          if (text !== line.read()) settle(text);
        }}
        value={value === null ? null : keyOf(value)}
        onChange={chooseRow}
        onOpenChange={open => {
          keepPageReachable(open);
          setIsOpen(open);
          steps.current = 0;
          if (!open) settle(null);
        }}
        menuTrigger="manual"
        allowsEmptyCollection
        isDisabled={blocked !== null || source === null}
        isInvalid={(problem !== null && !isStale) || props.lostId !== undefined}
        isRequired={props.isRequired}
        validationBehavior="aria"
        aria-describedby={
          [problem ? problemId : null, props.lostId ?? null].filter(Boolean).join(' ') || undefined
        }
        data-picklist={source?.picklist}
      >
        <Label className={field.label}>
          <Data>{props.label}</Data>
          {props.isRequired ? <small>required</small> : null}
        </Label>
        <PicklistInput
          line={line}
          isTyped={typed !== null}
          isBehind={isBehind}
          steps={steps}
          hasMore={hasMore}
          onDown={loadAhead}
          onType={text => {
            const isFirst = typed === null && line.read() === null;
            keysTyped.current += 1;
            steps.current = 0;
            drop();
            type(isFirst ? typedAnew(held ?? visible(shownLabel), text) : text);
          }}
          placeholder={blocked ? 'Select a value' : value === null ? 'Select a value, or type to search' : ''}
          apiName={
            typed === null &&
            held === null &&
            value !== null &&
            props.valueLabel !== null &&
            props.valueLabel !== value
              ? visible(value)
              : null
          }
          isFetching={(isOpen || held !== null) && isBusy}
          canClear={value !== null && !props.isRequired && blocked === null}
          onClear={() => choose(null, null)}
          onDecide={decide}
          onTakeBest={takeBest}
          onTakeAhead={takeAhead}
          onLeave={() => {
            drop();
            settle(null);
          }}
          onRefresh={() => refresh.mutate()}
        />
        {beside ? (
          <div className={css.why}>
            <Text slot="description">
              <Data>{beside.reason}</Data>
            </Text>
            <ButtonContext value={null}>{props.blockedAction}</ButtonContext>
          </div>
        ) : props.hint ? (
          <Text slot="description" className={field.hint}>
            <Data>{props.hint}</Data>
          </Text>
        ) : null}
        <Popover className={css.popover} offset={4}>
          <section
            aria-label={`List for ${visible(props.label)}`}
            className={css.inside}
            onPointerMove={() => loadAhead(false)}
          >
            <PicklistList
              rows={rows}
              matched={last?.matched ?? rows.length}
              isLoading={(pages.isPending || pages.isPlaceholderData) && rows.length === 0}
              isFailed={pages.isError && !pages.data}
              isLoadingMore={pages.isFetchingNextPage}
              hasMore={hasMore}
              onLoadMore={loadMore}
              search={search}
              total={last?.total ?? 0}
              isManual={props.isManual}
            />
            <PicklistAhead isBehind={isBehind} steps={steps} hasMore={hasMore} />
            <PicklistFoot
              page={last}
              loaded={rows.filter(row => !row.isTyped).length}
              isRefreshing={refresh.isPending}
              onRefresh={() => refresh.mutate()}
            />
          </section>
        </Popover>
      </ComboBox>
      {problem && !blocked ? (
        <PicklistNotice
          id={problemId}
          problem={problem}
          isStale={isStale}
          appName={props.appName}
          isBusy={isBusy}
          onAction={action => props.onProblemAction(action, retry)}
          onRetry={retry}
        />
      ) : null}
    </div>
  );
}
