/** @file Who and where, as a card. */
import type { Identity } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { EnvironmentTag } from '../parts/EnvironmentTag.tsx';
import css from './AccountQuestionDialog.module.css';

export function IdentityCard({ title, identity }: { title: string; identity: Identity }) {
  const account = identity.account ?? identity.account_id;
  return (
    <section className={css.card}>
      <h3>{title}</h3>
      <p className={css.user}>
        <Data>{identity.user}</Data>
      </p>
      {identity.user_name ? (
        <p>
          <Data>{identity.user_name}</Data>
        </p>
      ) : null}
      {account ? (
        <p>
          <Data>{account}</Data>
        </p>
      ) : null}
      <p>
        {identity.host ? <Data>{identity.host}</Data> : null}{' '}
        <EnvironmentTag environment={identity.environment} />
      </p>
    </section>
  );
}
