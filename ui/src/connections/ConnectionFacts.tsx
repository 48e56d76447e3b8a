/** @file What is known of a connection: who, where, since when, with which rights, used by what. */
import type { ConnectionView } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { Data } from '../parts/Data.tsx';
import { EnvironmentTag } from '../parts/EnvironmentTag.tsx';
import { Fact } from '../parts/Fact.tsx';
import { Facts } from '../parts/Facts.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { Tag } from '../parts/Tag.tsx';
import { lifetime, listed, wholeTime } from '../times.ts';
import { visible } from '../visible.ts';
import css from './ConnectionDetail.module.css';

export function ConnectionFacts({ view }: { view: ConnectionView }) {
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
          <Fact name="Where">
            {identity.account ? <Data>{identity.account}</Data> : null}
            {identity.host ? (
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
      {row.last_ok_at !== null ? (
        <Fact name="Last success">
          <Ago at={row.last_ok_at} />
        </Fact>
      ) : null}
      {receipt && (receipt.granted.length > 0 || receipt.missing.length > 0) ? (
        <Fact name="Permissions">
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
        {view.used_by.length === 0 ? (
          'No recipe yet'
        ) : (
          <span className={css.used}>
            {view.used_by.map(use => (
              <span key={`${use.recipe} ${use.role}`}>
                <OpenLink
                  to={{
                    screen: 'recipe',
                    id: use.recipe,
                    tab: 'connections',
                    at: `${row.connector}.${use.role}`,
                  }}
                >
                  <Data>{use.recipe_name}</Data>
                </OpenLink>
                {use.steps.length > 0
                  ? `, ${use.steps.length === 1 ? 'step' : 'steps'} ${listed(use.steps)}`
                  : null}
              </span>
            ))}
          </span>
        )}
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
