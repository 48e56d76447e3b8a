/** @file Ends a connection's sign-in, after saying what that means; then tells what the app said. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import type { ConnectionView } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button, type Weight } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { Data } from '../parts/Data.tsx';
import { Consequences } from './Consequences.tsx';

interface Props {
  view: ConnectionView;
  /** Hears what the app said to the end of the sign-in. */
  onSaid?: (words: string) => void;
  weight?: Weight;
}

export function DisconnectButton({ view, onSaid, weight = 'quiet' }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const disconnect = useDeed('connection.disconnect');
  const { row } = view;
  return (
    <>
      <Button weight={weight} onPress={() => setIsOpen(true)}>
        Disconnect…
      </Button>
      <Confirm
        title="Disconnect?"
        verb="Disconnect"
        isOpen={isOpen}
        onClose={() => setIsOpen(false)}
        onConfirm={() =>
          disconnect.mutate(
            { id: row.id },
            {
              onSuccess: answer => {
                setIsOpen(false);
                announce(answer.said);
                onSaid?.(answer.said);
              },
            },
          )
        }
        isPending={disconnect.isPending}
        problem={disconnect.error}
      >
        <p>
          The sign-in of <Data>{row.name}</Data> ends at <Data>{row.connector_name}</Data> and here. Its name,
          its place in recipes and what is chosen in their steps stay. This cannot be undone; to use it again,
          sign in again.
        </p>
        <Consequences usedBy={view.used_by} verb="cannot act there until it is connected again" />
      </Confirm>
    </>
  );
}
