/** @file The chosen slot: its connection with all that is known, or the ways to get one. */

import { useConnectDialog } from '../connect/connectDialog.ts';
import { ConnectionDetail } from '../connections/ConnectionDetail.tsx';
import type { SlotView } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { listed } from '../times.ts';
import css from './ConnectionsTab.module.css';
import { SwitchConnection } from './SwitchConnection.tsx';
import { UseExisting } from './UseExisting.tsx';

export function SlotDetail({ recipe, slot }: { recipe: string; slot: SlotView }) {
  const connect = useConnectDialog();
  const name = { recipe, connector: slot.connector, role: slot.role };
  if (slot.connection) {
    return (
      <section className={css.detail} aria-label={slot.label}>
        {slot.problem ? <ProblemPanel problem={slot.problem} /> : null}
        <ConnectionDetail
          row={slot.connection}
          slot={name}
          actions={<SwitchConnection slot={name} current={slot.connection} candidates={slot.candidates} />}
        />
      </section>
    );
  }
  const connectNew = () => connect({ connector: slot.connector, slot: name });
  return (
    <section className={css.detail} aria-label={slot.label}>
      <div className={css.head}>
        <h2 tabIndex={-1} data-focus-after-connect="">
          <Data>{slot.label}</Data>
        </h2>
        {slot.candidates.length === 0 ? (
          <Button weight="main" onPress={connectNew} isDisabled={slot.problem !== null}>
            Connect
          </Button>
        ) : null}
      </div>
      {slot.problem ? <ProblemPanel problem={slot.problem} /> : null}
      <p className={css.why}>
        {slot.steps.length > 0
          ? `${slot.steps.length === 1 ? 'Step' : 'Steps'} ${listed(slot.steps)} of this recipe ${slot.steps.length === 1 ? 'acts' : 'act'} in `
          : 'This recipe acts in '}
        <Data>{slot.connector_name}</Data>. A connection lets it sign in there and shows you its objects and
        fields. You sign in at the app itself; Larder never sees your password.
      </p>
      {slot.candidates.length > 0 ? (
        <>
          <UseExisting slot={name} candidates={slot.candidates} />
          <div>
            <Button onPress={connectNew} isDisabled={slot.problem !== null}>
              Connect a new one…
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}
