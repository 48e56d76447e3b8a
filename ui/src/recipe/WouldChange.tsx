/** @file What another connection in a slot would change, before it is put there: the environment, and what stops working. */

import { EnvironmentChanged } from '../connect/EnvironmentChanged.tsx';
import { switchWords } from '../connect/environments.ts';
import consequences from '../connections/Consequences.module.css';
import type { BindPreview, ConnectionRow } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import css from './UseExisting.module.css';

interface Props {
  row: ConnectionRow;
  preview: BindPreview;
  isPending: boolean;
  onUse: () => void;
  onBack: () => void;
}

export function WouldChange({ row, preview, isPending, onUse, onBack }: Props) {
  const { losses, environment_changed: change } = preview;
  return (
    <section
      className={css.asking}
      aria-label={losses.length > 0 ? 'What would stop working' : 'Another environment'}
    >
      {change ? (
        <>
          <EnvironmentChanged words={switchWords(change)} />
          <p>
            With <Data>{row.name}</Data> here, the steps of this slot read and write{' '}
            {change.now === 'sandbox' ? 'in the sandbox, no longer in production' : 'real data in production'}
            .
          </p>
        </>
      ) : null}
      {losses.length > 0 ? (
        <>
          <div className={consequences.consequences} role="alert" data-consequences="">
            <p>
              With <Data>{row.name}</Data> here, this stops working:
            </p>
            <ul>
              {losses.map(loss => (
                <li key={`${loss.what} ${loss.step} ${loss.input}`}>
                  <Data>{loss.what}</Data>
                </li>
              ))}
            </ul>
          </div>
          <p className={css.stays}>
            Nothing is deleted: the choices stay, and work again with a connection that has them.
          </p>
        </>
      ) : null}
      <div className={css.buttons}>
        <Button autoFocus onPress={onBack}>
          Back
        </Button>
        <Button weight="danger" isPending={isPending} onPress={onUse}>
          Use it all the same
        </Button>
      </div>
    </section>
  );
}
