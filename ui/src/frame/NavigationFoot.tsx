/** @file How the keychain and the practice apps stand, at the foot of the navigation. */
import { useAnswer } from '../engine.ts';
import type { Status } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { isMendedBySignIn } from '../parts/states.ts';
import { FixButton } from '../queue/FixButton.tsx';
import css from './Navigation.module.css';

export function NavigationFoot({ status }: { status: Status }) {
  const { vault, practice } = status;
  const { data: connections } = useAnswer('connections', null);
  const toFix = connections?.filter(isMendedBySignIn) ?? [];
  return (
    <footer className={css.foot}>
      {toFix.length > 0 ? (
        <div className={css.fix}>
          <FixButton rows={toFix} weight="plain" />
        </div>
      ) : null}
      <p>
        {vault.state === 'unlocked' ? (
          <Data>{vault.words}</Data>
        ) : (
          <>
            <span className={css.warn}>
              <Data>{vault.words}</Data>
            </span>{' '}
            <OpenLink to={{ screen: 'settings', at: 'vault' }}>See in Settings</OpenLink>
          </>
        )}
      </p>
      <p>{practice ? 'Practice apps running' : 'Practice apps not running'}</p>
    </footer>
  );
}
