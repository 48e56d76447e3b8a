/** @file A button with three dots and the lesser verbs behind it. */
import { Button } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import choice from './ChoiceInput.module.css';
import css from './MoreMenu.module.css';

export interface MoreItem {
  id: string;
  label: string;
  onAction: () => void;
}

export function MoreMenu({ label, items }: { label: string; items: MoreItem[] }) {
  return (
    <MenuTrigger>
      <Button className={css.dots} aria-label={label}>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="3" cy="8" r="1.4" />
          <circle cx="8" cy="8" r="1.4" />
          <circle cx="13" cy="8" r="1.4" />
        </svg>
      </Button>
      <Popover className={choice.popover} placement="bottom end">
        <Menu className={choice.list} aria-label={label}>
          {items.map(item => (
            <MenuItem key={item.id} id={item.id} className={choice.option} onAction={item.onAction}>
              {item.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
