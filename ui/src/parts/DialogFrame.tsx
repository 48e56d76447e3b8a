/** @file A dialog over the window: its head, its body, and the row of buttons at its foot. */
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import css from './DialogFrame.module.css';

interface Props {
  title: ReactNode;
  /** The app's logo, left of the title. */
  logo?: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  foot: ReactNode;
  /** An alert dialog asks before something is lost. */
  isAlert?: boolean;
  width?: 'usual' | 'wide';
}

export function DialogFrame(props: Props) {
  return (
    <ModalOverlay
      className={css.overlay}
      isOpen={props.isOpen}
      onOpenChange={isOpen => {
        if (!isOpen) props.onClose();
      }}
    >
      <Modal className={`${css.modal} ${props.width === 'wide' ? css.wide : ''}`}>
        <Dialog className={css.dialog} role={props.isAlert ? 'alertdialog' : 'dialog'}>
          <header className={css.head}>
            {props.logo}
            <Heading slot="title" className={css.title}>
              {props.title}
            </Heading>
          </header>
          <div className={css.body}>{props.children}</div>
          <footer className={css.foot}>{props.foot}</footer>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
