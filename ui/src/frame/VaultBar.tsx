/** @file Says over every screen that the vault is locked, what goes on without it, and unlocks it. */
import { useAnswer } from '../engine.ts';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { isVaultShut, whatGoesOn } from '../problems/lockedVault.ts';
import { UnlockButton } from '../problems/UnlockButton.tsx';
import css from './Notices.module.css';

export function VaultBar() {
  const { data: status } = useAnswer('status', null);
  if (!status || !isVaultShut(status.vault.state)) return null;
  const { state, words, problem } = status.vault;
  return (
    <section className={css.notice} aria-label="Keychain" data-vault-bar={state}>
      <div className={css.words}>
        <strong>
          <Data>{problem?.what ?? words}</Data>
        </strong>
        <p>{whatGoesOn}</p>
      </div>
      {state === 'locked' ? (
        <UnlockButton weight="main" />
      ) : (
        <OpenLink to={{ screen: 'settings', at: 'vault' }}>What can be done</OpenLink>
      )}
    </section>
  );
}
