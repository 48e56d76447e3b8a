/** @file What to type at which page, for a sign-in on another device. */
import type { DeviceView } from '../generated/api.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { Data } from '../parts/Data.tsx';
import css from './DeviceCode.module.css';

export function DeviceCode({ device }: { device: DeviceView }) {
  return (
    <div className={css.card}>
      <p>
        On this or any other device, open{' '}
        <span className={css.page}>
          <Data>{device.verification_uri}</Data>
        </span>{' '}
        and type this code:
      </p>
      <output className={css.code} aria-label="Code to type">
        <Data>{device.user_code}</Data>
      </output>
      <CopyButton text={device.user_code} what="code" label="Copy code" />
    </div>
  );
}
