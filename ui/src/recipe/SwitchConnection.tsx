/** @file Puts another connection into a slot: one that is there, or a new one. */
import { useState } from 'react';
import { useConnectDialog } from '../connect/connectDialog.ts';
import type { ConnectionRow, SlotName } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { UseExisting } from './UseExisting.tsx';

interface Props {
  slot: SlotName;
  current: ConnectionRow;
  candidates: ConnectionRow[];
}

export function SwitchConnection({ slot, current, candidates }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const connect = useConnectDialog();
  const close = () => setIsOpen(false);
  const others = candidates.filter(row => row.id !== current.id);
  return (
    <>
      <Button weight="quiet" onPress={() => setIsOpen(true)}>
        Switch connection
      </Button>
      <DialogFrame
        title="Switch connection"
        isOpen={isOpen}
        onClose={close}
        foot={
          <>
            <Button weight="quiet" onPress={close}>
              Cancel
            </Button>
            <Button
              weight={others.length === 0 ? 'main' : 'plain'}
              onPress={() => {
                close();
                connect({ connector: slot.connector, slot });
              }}
            >
              Connect a new one…
            </Button>
          </>
        }
      >
        <p>
          This recipe uses <Data>{current.name}</Data> now. What is chosen in its steps stays; lists are read
          from the connection you switch to. What would stop working there, and whether it is another
          environment, is shown before.
        </p>
        {others.length > 0 ? <UseExisting slot={slot} candidates={others} onDone={close} /> : null}
      </DialogFrame>
    </>
  );
}
