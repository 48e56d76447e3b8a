/** @file What has to be told once at start, until the person puts it away. */
import { useState } from 'react';
import { useAnswer } from '../engine.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import css from './Notices.module.css';

export function Notices() {
  const { data: status } = useAnswer('status', null);
  const [putAway, setPutAway] = useState<readonly string[]>([]);
  const notices = (status?.notices ?? []).filter(notice => !putAway.includes(notice.what));
  if (notices.length === 0) return null;
  return (
    <ul className={css.notices} aria-label="Notices">
      {notices.map(notice => (
        <li key={notice.what} className={css.notice}>
          <div className={css.words}>
            <strong>
              <Data>{notice.what}</Data>
            </strong>
            <p>
              <Data>{notice.safe}</Data> <Data>{notice.hint}</Data>
              {notice.kind === 'definition' ? (
                <>
                  {' '}
                  <OpenLink to={{ screen: 'apps' }}>See where</OpenLink>
                </>
              ) : null}
            </p>
          </div>
          <Button weight="quiet" onPress={() => setPutAway([...putAway, notice.what])}>
            Dismiss
          </Button>
        </li>
      ))}
    </ul>
  );
}
