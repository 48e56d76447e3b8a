/** @file Says plainly which host will open, before it opens. */
import type { ConnectPreview, WayView } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { Disclosed } from '../parts/Disclosed.tsx';
import { Tag } from '../parts/Tag.tsx';
import { visible } from '../visible.ts';
import css from './ConnectFields.module.css';

interface Props {
  preview: ConnectPreview;
  way: WayView;
  /** False while the engine looks at the last change; the host may be another then. */
  isSettled: boolean;
}

export function WhatOpens({ preview, way, isSettled }: Props) {
  return (
    <>
      {preview.host ? (
        <p className={css.opens} {...(isSettled ? { 'data-opens': preview.host } : { 'aria-busy': true })}>
          {way.opens_window ? 'Opens' : 'Asks'}{' '}
          <code>
            <Data>{preview.host}</Data>
          </code>
          {preview.practice ? <Tag tone="info">Practice</Tag> : null}
          {way.opens_window ? <span>in a window of its own. You sign in there, not here.</span> : null}
        </p>
      ) : null}
      {way.scopes.length > 0 && !preview.scopes && !preview.client_missing ? (
        <Disclosed title={`Permissions asked for (${way.scopes.length})`}>
          <div className={css.scopes}>
            {way.scopes.map(scope => (
              <Tag key={scope}>{visible(scope)}</Tag>
            ))}
          </div>
        </Disclosed>
      ) : null}
    </>
  );
}
