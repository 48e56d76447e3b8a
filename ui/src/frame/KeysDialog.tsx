/** @file The list of keys. */
import { Button } from '../parts/Button.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import css from './KeysDialog.module.css';

const keys: readonly (readonly [string, string])[] = [
  ['Ctrl+1 … Ctrl+4', 'Recipes, Connections, Apps, Settings'],
  ['Ctrl+N', 'New recipe'],
  ['Ctrl+,', 'Settings'],
  ['Alt+←, Alt+→', 'Back and forward'],
  ['F5', 'Read everything anew; in a picklist, ask the app again'],
  ['↓ ↑, Page Down, Page Up, Home, End', 'Move in a picklist'],
  ['Enter', 'Take the highlighted value, or the best match'],
  ['Esc', 'Close a list or a dialog'],
  ['Ctrl++, Ctrl+−, Ctrl+0', 'Larger, smaller, usual size'],
];

export function KeysDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <DialogFrame
      title="Keys"
      isOpen={isOpen}
      onClose={onClose}
      foot={
        <Button weight="main" autoFocus onPress={onClose}>
          Close
        </Button>
      }
    >
      <dl className={css.keys}>
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </DialogFrame>
  );
}
