/** @file What happened to a connection, and the whole of it as a file. */
import { Button as Pressable } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { useDeed } from '../engine.ts';
import type { ConnectionView, HistoryFormat } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import button from '../parts/Button.module.css';
import choice from '../parts/ChoiceInput.module.css';
import { ExportedNote } from '../parts/ExportedNote.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Section } from '../parts/Section.tsx';
import css from './ConnectionScreen.module.css';
import { HistoryTable } from './HistoryTable.tsx';

const formats: { id: HistoryFormat; label: string }[] = [
  { id: 'csv', label: 'As a table (CSV)' },
  { id: 'json', label: 'As JSON' },
];

export function HistorySection({ view }: { view: ConnectionView }) {
  const write = useDeed('connection.export');
  return (
    <Section
      title="History"
      under="Every change of state with its time and cause; nothing secret."
      actions={
        <MenuTrigger>
          <Pressable className={`${button.button} ${button.plain}`} isDisabled={view.history.length === 0}>
            Export…
          </Pressable>
          <Popover className={choice.popover} placement="bottom end">
            <Menu
              className={choice.list}
              aria-label="Export the history"
              items={formats}
              onAction={format =>
                write.mutate(
                  { id: view.row.id, format: format as HistoryFormat },
                  { onSuccess: file => announce(`Written to ${file.path}`) },
                )
              }
            >
              {format => (
                <MenuItem id={format.id} className={choice.option}>
                  {format.label}
                </MenuItem>
              )}
            </Menu>
          </Popover>
        </MenuTrigger>
      }
    >
      {write.data || write.error ? (
        <div className={css.exported}>
          {write.data ? <ExportedNote file={write.data} /> : null}
          {write.error ? <ProblemPanel problem={write.error} isAlert /> : null}
        </div>
      ) : null}
      <HistoryTable lines={view.history} />
    </Section>
  );
}
