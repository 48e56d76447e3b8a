/** @file The literal redirect addresses to register with a vendor, each with its copy button. */
import { CopyButton } from '../parts/CopyButton.tsx';
import { Data } from '../parts/Data.tsx';
import css from './RedirectAddresses.module.css';

export function RedirectAddresses({ addresses }: { addresses: readonly string[] }) {
  if (addresses.length === 0) return null;
  return (
    <div className={css.addresses}>
      <p>
        {addresses.length === 1
          ? 'Register exactly this redirect (callback) address:'
          : 'Register exactly these redirect (callback) addresses, all of them:'}
      </p>
      <ul>
        {addresses.map(address => (
          <li key={address}>
            <code>
              <Data>{address}</Data>
            </code>
            <CopyButton text={address} what={`redirect address ${address}`} />
          </li>
        ))}
      </ul>
    </div>
  );
}
