/** @file Asks before something is lost, with the consequences in sight. */
import type { ReactNode } from 'react';
import type { Problem } from '../generated/api.ts';
import { Button } from './Button.tsx';
import { DialogFrame } from './DialogFrame.tsx';
import { ProblemPanel } from './ProblemPanel.tsx';

interface Props {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => void;
  /** The words on the button that does it. */
  verb: string;
  isPending?: boolean;
  problem?: Problem | null | undefined;
  children: ReactNode;
}

export function Confirm({
  title,
  isOpen,
  onClose,
  onConfirm,
  verb,
  isPending = false,
  problem,
  children,
}: Props) {
  return (
    <DialogFrame
      isAlert
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      foot={
        <>
          <Button weight="quiet" onPress={onClose} autoFocus>
            Cancel
          </Button>
          <Button weight="danger" onPress={onConfirm} isPending={isPending}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
      {problem ? <ProblemPanel problem={problem} isAlert /> : null}
    </DialogFrame>
  );
}
