/** @file Something folded away under a button of its own. */
import { type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import css from './Disclosed.module.css';

interface Props {
  title: string;
  children: ReactNode;
  isOpenAtFirst?: boolean;
  /** Opens it again whenever this becomes another word: what is looked for lies inside. */
  opensFor?: string | undefined;
}

export function Disclosed({ title, children, isOpenAtFirst = false, opensFor }: Props) {
  const [isOpen, setIsOpen] = useState(isOpenAtFirst || opensFor !== undefined);
  const [lastFor, setLastFor] = useState(opensFor);
  if (opensFor !== lastFor) {
    setLastFor(opensFor);
    if (opensFor !== undefined) setIsOpen(true);
  }
  return (
    <Disclosure className={css.disclosure} isExpanded={isOpen} onExpandedChange={setIsOpen}>
      <Button slot="trigger" className={css.trigger}>
        <svg className={css.arrow} viewBox="0 0 12 12" aria-hidden="true">
          <path d="M4 2l4 4-4 4" fill="none" stroke="currentColor" strokeWidth="1.6" />
        </svg>
        {title}
      </Button>
      <DisclosurePanel className={css.panel}>{children}</DisclosurePanel>
    </Disclosure>
  );
}
