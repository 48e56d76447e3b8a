/** @file Opens a vendor's page in the person's own browser. */
import { Link } from 'react-aria-components/Link';
import { useDeed } from '../engine.ts';
import css from './OpenLink.module.css';

export function VendorLink({ url, children }: { url: string; children: React.ReactNode }) {
  const open = useDeed('open_page');
  return (
    <Link className={css.link} onPress={() => open.mutate({ url })}>
      {children}
    </Link>
  );
}
