/** @file Begins a connection without a recipe: choose the app, then the connect dialog. */
import { Button as Pressable } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useConnectDialog } from '../connect/connectDialog.ts';
import { useAnswer } from '../engine.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import button from '../parts/Button.module.css';
import type { Weight } from '../parts/Button.tsx';
import choice from '../parts/ChoiceInput.module.css';
import { Data } from '../parts/Data.tsx';

export function NewConnection({ weight }: { weight: Weight }) {
  const { data } = useAnswer('apps', null);
  const connect = useConnectDialog();
  return (
    <MenuTrigger>
      <Pressable className={`${button.button} ${button[weight]}`}>New connection</Pressable>
      <Popover className={choice.popover} placement="bottom end">
        <Menu
          className={choice.list}
          aria-label="App to connect"
          items={data?.apps ?? []}
          onAction={connector => connect({ connector: String(connector) })}
        >
          {app => (
            <MenuItem id={app.id} textValue={app.name} className={choice.option}>
              <AppLogo logo={app.logo} size="small" />
              <span style={{ paddingInlineStart: '0.5rem' }}>
                <Data>{app.name}</Data>
              </span>
            </MenuItem>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
