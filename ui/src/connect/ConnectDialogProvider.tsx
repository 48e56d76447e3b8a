/** @file Holds the one connect dialog of the window. */
import { type ReactNode, useState } from 'react';
import { ConnectDialog } from './ConnectDialog.tsx';
import { ConnectDialogContext, type ConnectTarget } from './connectDialog.ts';
import { focusSomething } from './focusAfter.ts';

export function ConnectDialogProvider({ children }: { children: ReactNode }) {
  const [target, setTarget] = useState<ConnectTarget | null>(null);
  const [turn, setTurn] = useState(0);
  const open = (next: ConnectTarget) => {
    setTarget(next);
    setTurn(last => last + 1);
  };
  const close = () => {
    setTarget(null);
    focusSomething();
  };
  return (
    <ConnectDialogContext value={open}>
      {children}
      {target ? <ConnectDialog key={turn} target={target} onClose={close} /> : null}
    </ConnectDialogContext>
  );
}
