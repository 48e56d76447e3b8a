/** @file What would stop working with another connection in a slot, before it is put there. */

import consequences from '../connections/Consequences.module.css';
import type { ConnectionRow, RecipeProblem } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import css from './UseExisting.module.css';

interface Props {
  row: ConnectionRow;
  losses: readonly RecipeProblem[];
  isPending: boolean;
  onUse: () => void;
  onBack: () => void;
}

export function WouldBreak({ row, losses, isPending, onUse, onBack }: Props) {
  return (
    <section className={css.asking} aria-label="What would stop working">
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
