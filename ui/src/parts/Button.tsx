/** @file A button in the four weights the window uses. */
import type { ReactNode, Ref } from 'react';
import { type ButtonProps, Button as Pressable } from 'react-aria-components/Button';
import css from './Button.module.css';

export type Weight = 'main' | 'plain' | 'quiet' | 'danger';

interface Props extends Omit<ButtonProps, 'className' | 'children' | 'style'> {
  weight?: Weight;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement> | undefined;
}

export function Button({ weight = 'plain', children, ...rest }: Props) {
  return (
    <Pressable {...rest} className={`${css.button} ${css[weight]}`}>
      {children}
    </Pressable>
  );
}
