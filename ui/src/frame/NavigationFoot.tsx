/** @file How the keychain and the practice apps stand, at the foot of the navigation. */
import type { Status } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import css from './Navigation.module.css';

export function NavigationFoot({ status }: { status: Status }) {
  const { vault, practice } = status;
  return (
    <footer className={css.foot}>
      <p>
        {vault.state === 'unlocked' ? (
          <Data>{vault.words}</Data>
        ) : (
          <>
            <span className={css.warn}>
              <Data>{vault.words}</Data>
            </span>{' '}
            <OpenLink to={{ screen: 'settings', at: 'vault' }}>Open</OpenLink>
          </>
        )}
      </p>
      <p>{practice ? 'Practice apps running' : 'Practice apps not running'}</p>
    </footer>
  );
}
