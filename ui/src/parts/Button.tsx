/** @file A button in the four weights the window uses. */
import type { ReactNode, Ref } from 'react';
import { type ButtonProps, Button as Pressable } from 'react-aria-components/Button';
import css from './Button.module.css';

export type Weight = 'main' | 'plain' | 'quiet' | 'danger';

interface Props extends Omit<ButtonProps, 'className' | 'children' | 'style' | 'isPending'> {
  weight?: Weight;
  /** While what it started is under way: keeps the focus, does nothing more. */
  isPending?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement> | undefined;
}

/** React Aria's own pending state leaves an unnamed image in its live region once the button is gone. */
export function Button({
  weight = 'plain',
  isPending = false,
  onPress,
  type = 'button',
  children,
  ...rest
}: Props) {
  return (
    <Pressable
      {...rest}
      type={isPending ? 'button' : type}
      {...(isPending || !onPress ? {} : { onPress })}
      className={`${css.button} ${css[weight]}`}
      data-pending={isPending || undefined}
    >
      {children}
    </Pressable>
  );
}
