/** @file The text of a picklist's line; drawn by itself while the list catches up. */
import {
  type ComponentProps,
  type KeyboardEvent,
  use,
  useEffect,
  useReducer,
  useRef,
  useSyncExternalStore,
} from 'react';
import { Input, InputContext } from 'react-aria-components/Input';
import { flushSync } from 'react-dom';
import { type Line, writes } from './line.ts';
import css from './Picklist.module.css';

interface Props {
  line: Line;
  /** Something is typed; focus that comes back must not select it, or the next key would replace it. */
  isTyped: boolean;
  placeholder: string;
  onKeyDownCapture: (event: KeyboardEvent) => void;
  onClick: () => void;
  onType: (text: string) => void;
}

export function PicklistLine({ line, onType, isTyped, onClick, ...props }: Props) {
  const ahead = useSyncExternalStore(line.follow, line.read);
  const input = useRef<HTMLInputElement>(null);
  const [, draw] = useReducer((turn: number) => turn + 1, 0);
  useEffect(() => {
    // Rows that have just come are on screen before React Aria has looked at them: its effects would still come, after
    // the key, and take back the highlight that the key set. Drawing the line brings them forward.
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (event.target === input.current && !writes(event.key)) flushSync(draw);
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, []);
  const given = use(InputContext) as ComponentProps<typeof Input>;
  const selectUnlessTyped = (entered: HTMLInputElement) => {
    if (!isTyped && line.read() === null) entered.select();
  };
  // React Aria's own handler would draw the whole picklist at once; it hears of the text with the rows.
  const own = { ...given, value: ahead ?? given.value, onChange: undefined };
  return (
    <InputContext value={own}>
      <Input
        {...props}
        ref={input}
        className={css.input}
        dir="auto"
        onFocus={event => selectUnlessTyped(event.currentTarget)}
        onClick={event => {
          // The click itself put the cursor somewhere and took the selection away.
          selectUnlessTyped(event.currentTarget);
          onClick();
        }}
        onChange={event => onType(event.currentTarget.value)}
      />
    </InputContext>
  );
}
