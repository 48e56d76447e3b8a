/** @file Removes a connection, after showing what that takes along. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import type { ConnectionView } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Data } from '../parts/Data.tsx';
import { tellRemoved } from '../removed/justRemoved.ts';
import { goInstead } from '../usePlace.ts';
import { Consequences } from './Consequences.tsx';

export function RemoveConnection({ view }: { view: ConnectionView }) {
  const [isOpen, setIsOpen] = useState(false);
  const remove = useDeed('connection.remove');
  const { row } = view;
  return (
    <>
      <Button onPress={() => setIsOpen(true)}>Remove connection…</Button>
      <Confirm
        title="Remove this connection?"
        verb="Remove connection"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        onConfirm={() =>
          remove.mutate(
            { id: row.id },
            {
              onSuccess: answer => {
                setIsOpen(false);
                announce(`${row.name} removed. ${answer.said}`);
                tellRemoved({ id: row.id, name: row.name, said: answer.said });
                goInstead({ screen: 'connections' });
              },
            },
          )
        }
        isPending={remove.isPending}
        problem={remove.error}
      >
        <p>
          <Data>{row.name}</Data> is disconnected at <Data>{row.connector_name}</Data> and taken out of its
          recipes. Until Larder is closed it can be brought back with its name, its history and its places in
          recipes; only its sign-in is gone for good then.
        </p>
        <Consequences
          usedBy={view.used_by}
          verb={['loses its connection; its steps stay', 'lose their connection; their steps stay']}
        />
      </Confirm>
    </>
  );
}
