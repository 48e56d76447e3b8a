/** @file How the sign-in is doing: last success, age of the token, when it is renewed or tried again. */
import type { ConnectionView } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { Fact } from '../parts/Fact.tsx';
import { Facts } from '../parts/Facts.tsx';
import { NextTry } from '../parts/NextTry.tsx';
import { useNow } from '../parts/now.ts';
import { lifetime, until, wholeTime } from '../times.ts';
import css from './ConnectionDetail.module.css';

export function HealthFacts({ view }: { view: ConnectionView }) {
  const now = useNow();
  const { row, receipt, expires_at, token_since, next_refresh_at } = view;
  return (
    <Facts>
      <Fact name="Last success">
        {row.last_ok_at === null ? (
          'The app has not answered yet'
        ) : (
          <>
            <Ago at={row.last_ok_at} />
            <span className={css.aside}>{wholeTime(row.last_ok_at)}</span>
          </>
        )}
      </Fact>
      {row.next_try_at !== null ? (
        <Fact name="Next try">
          <NextTry at={row.next_try_at} />
        </Fact>
      ) : null}
      {token_since !== null && row.state !== 'not_connected' ? (
        <Fact name="Access token">
          <span>
            in use since <Ago at={token_since} />
          </span>
          {receipt?.lifetime_seconds ? (
            <span className={css.aside}>good for {lifetime(receipt.lifetime_seconds)}</span>
          ) : null}
          {expires_at !== null ? (
            <span className={css.aside} title={wholeTime(expires_at)}>
              {expires_at <= now ? 'has run out' : `ends ${until(expires_at, now)}`}
            </span>
          ) : null}
        </Fact>
      ) : null}
      {row.state !== 'not_connected' && receipt ? (
        <Fact name="Next refresh">
          {next_refresh_at !== null ? (
            <span title={wholeTime(next_refresh_at)}>
              {next_refresh_at <= now
                ? 'before its next use, by itself'
                : `${until(next_refresh_at, now)}, by itself, if it is used then`}
            </span>
          ) : receipt.refreshable ? (
            'By itself, when the app asks for it'
          ) : (
            'None: this kind of sign-in is not renewed'
          )}
        </Fact>
      ) : null}
    </Facts>
  );
}
