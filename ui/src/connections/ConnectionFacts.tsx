/** @file What is known of a connection: who, where, since when, with which rights, used by what. */
import type { ConnectionView } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { Data } from '../parts/Data.tsx';
import { EnvironmentTag } from '../parts/EnvironmentTag.tsx';
import { Fact } from '../parts/Fact.tsx';
import { Facts } from '../parts/Facts.tsx';
import { Tag } from '../parts/Tag.tsx';
import { lifetime, wholeTime } from '../times.ts';
import { visible } from '../visible.ts';
import css from './ConnectionDetail.module.css';
import { UseLinks } from './UseLinks.tsx';
import { UserLookNote } from './UserLookNote.tsx';

interface Props {
  view: ConnectionView;
  /** Where nothing else tells how the sign-in is doing. */
  tellsSuccess?: boolean;
}

export function ConnectionFacts({ view, tellsSuccess = false }: Props) {
  const { row, receipt } = view;
  const identity = row.identity;
  return (
    <Facts>
      <Fact name="App">
        <Data>{row.connector_name}</Data>
        {view.practice ? <Tag tone="info">Practice</Tag> : null}
      </Fact>
      {identity ? (
        <>
          <Fact name="Connected as">
            <Data>{identity.user}</Data>
            {identity.user_name && identity.user_name !== identity.user ? (
              <span className={css.aside}>
                <Data>{identity.user_name}</Data>
              </span>
            ) : null}
            {identity.role ? (
              <Tag>
                <Data>{identity.role}</Data>
              </Tag>
            ) : null}
          </Fact>
          {view.user_look ? <UserLookNote look={view.user_look} /> : null}
          <Fact name="Where">
            {identity.account ? <Data>{identity.account}</Data> : null}
            {identity.host && identity.host !== identity.account ? (
              <span className={identity.account ? css.aside : undefined}>
                <Data>{identity.host}</Data>
              </span>
            ) : null}
            <EnvironmentTag environment={identity.environment} />
          </Fact>
        </>
      ) : null}
      {row.connected_at !== null ? (
        <Fact name="Established">
          Connection established on{' '}
          <time dateTime={new Date(row.connected_at).toISOString()}>{wholeTime(row.connected_at)}</time>
        </Fact>
      ) : null}
      {tellsSuccess && row.last_ok_at !== null ? (
        <Fact name="Last success">
          <Ago at={row.last_ok_at} />
        </Fact>
      ) : null}
      {view.scopes ? (
        <Fact name="Asks for">
          <span className={css.scopes}>
            {view.scopes.asked.map(scope => (
              <Tag key={scope}>{visible(scope)}</Tag>
            ))}
          </span>
          <span className={css.aside}>
            {view.scopes.is_chosen ? 'chosen for this connection' : "as the app's definition says"}
          </span>
        </Fact>
      ) : null}
      {receipt && (receipt.granted.length > 0 || receipt.missing.length > 0) ? (
        <Fact name="Granted">
          <span className={css.scopes}>
            {receipt.granted.map(scope => (
              <Tag key={scope}>{visible(scope)}</Tag>
            ))}
            {receipt.missing.map(scope => (
              <Tag key={scope} tone="bad">
                {visible(scope)} missing
              </Tag>
            ))}
          </span>
        </Fact>
      ) : null}
      <Fact name="Used by">
        {view.used_by.length === 0 ? 'No recipe yet' : <UseLinks uses={view.used_by} />}
      </Fact>
      <Fact name="Sign-in">
        <Data>{row.way_label}</Data>
        {receipt?.lifetime_seconds ? (
          <span className={css.aside}>
            access for {lifetime(receipt.lifetime_seconds)} at a time
            {receipt.refreshable ? ', renewed by itself' : ', then sign in again'}
          </span>
        ) : null}
      </Fact>
    </Facts>
  );
}
