/** @file Says that an OAuth client is needed first, how to register one, and leads to where it is entered. */
import type { AppView, WayView } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { VendorLink } from '../parts/VendorLink.tsx';
import { RedirectAddresses } from '../settings/RedirectAddresses.tsx';
import { go } from '../usePlace.ts';
import css from './ClientMissing.module.css';

interface Props {
  app: AppView;
  way: WayView;
  isReal: boolean;
  onLeave: () => void;
}

export function ClientMissing({ app, way, isReal, onLeave }: Props) {
  return (
    <section className={css.missing} data-client-missing="">
      <h3>
        Larder needs an OAuth client of yours for <Data>{app.name}</Data>
      </h3>
      <p>
        {way.client_help ? (
          <Data>{way.client_help}</Data>
        ) : (
          'Register one with the vendor, once for all connections.'
        )}{' '}
        {app.docs ? <VendorLink url={app.docs}>The vendor's page</VendorLink> : null}
      </p>
      <RedirectAddresses addresses={way.redirect_uris} />
      <div className={css.actions}>
        <Button
          weight="main"
          onPress={() => {
            onLeave();
            go({ screen: 'settings', at: `client.${app.id}` });
          }}
        >
          Enter the client in Settings
        </Button>
      </div>
      {isReal && app.practice ? (
        <p className={css.aside}>Or choose the practice server above: it needs no client and no account.</p>
      ) : null}
    </section>
  );
}
