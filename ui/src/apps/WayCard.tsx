/** @file One way to sign in to an app: what is typed where, the client it needs, the addresses to register. */
import type { AppView, WayView } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { OpenLink } from '../parts/OpenLink.tsx';
import { Tag } from '../parts/Tag.tsx';
import { RedirectAddresses } from '../settings/RedirectAddresses.tsx';
import { listed } from '../times.ts';
import { visible } from '../visible.ts';
import css from './AppScreen.module.css';

export function WayCard({ app, way }: { app: AppView; way: WayView }) {
  return (
    <div className={css.way}>
      <h3>
        <Data>{way.label}</Data>
      </h3>
      <p>{howItGoes(way)}</p>
      {way.scopes.length > 0 ? (
        <div className={css.scopes}>
          {way.scopes.map(scope => (
            <Tag key={scope}>{visible(scope)}</Tag>
          ))}
        </div>
      ) : null}
      {way.needs_client ? (
        <>
          {way.client_help ? (
            <p>
              <Data>{way.client_help}</Data>
            </p>
          ) : null}
          {way.redirect_uris.length > 0 ? <RedirectAddresses addresses={way.redirect_uris} /> : null}
          <OpenLink to={{ screen: 'settings', at: `client.${app.id}` }}>OAuth client in Settings</OpenLink>
        </>
      ) : null}
    </div>
  );
}

function howItGoes(way: WayView): string {
  if (way.opens_window) return "The app's own page opens in a window; what you type there goes to the app.";
  if (way.shows_code) return "Larder shows a code; you type it at the app's page, on any device.";
  if (way.secrets.length > 0)
    return `You type ${listed(way.secrets.map(field => visible(field.label)))} here; Larder seals it on this computer.`;
  return way.needs_client ? 'Larder signs in with your OAuth client alone.' : 'Nothing secret is asked.';
}
