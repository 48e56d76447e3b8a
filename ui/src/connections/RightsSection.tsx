/** @file The rights the recipes need of the connected user, and the same for the app's administrator, as text and as a file. */
import { useDeed } from '../engine.ts';
import type { ConnectionView, RightsView } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { Data } from '../parts/Data.tsx';
import { Disclosed } from '../parts/Disclosed.tsx';
import { ExportedNote } from '../parts/ExportedNote.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Section } from '../parts/Section.tsx';
import { stateWords } from '../parts/states.ts';
import { TextLines } from '../parts/TextLines.tsx';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './RightsSection.module.css';
import { RightsTable } from './RightsTable.tsx';

export function RightsSection({ view, rights }: { view: ConnectionView; rights: RightsView }) {
  const { row } = view;
  const file = useDeed('connection.permission_set');
  const check = useDeed('connection.test');
  const test = () =>
    check.mutate(
      { id: row.id },
      { onSuccess: now => announce(`${now.row.name} checked: ${stateWords(now.row.state)}`) },
    );
  const canAsk =
    row.problem === null && (row.state === 'connected' || row.state === 'limited' || row.state === 'offline');
  return (
    <Section
      title="Rights its recipes need"
      under={<Summary rights={rights} app={row.connector_name} />}
      actions={
        canAsk ? (
          <Button onPress={test} isPending={check.isPending}>
            {check.isPending ? 'Asking…' : 'Check again'}
          </Button>
        ) : null
      }
    >
      {check.error && !row.problem ? <ProblemPanel problem={check.error} isAlert /> : null}
      {rights.lines.length > 0 ? (
        <>
          <RightsTable lines={rights.lines} />
          <div className={css.admin}>
            <p>
              Who may change rights in <Data>{row.connector_name}</Data> needs just this list:
            </p>
            <div className={css.buttons}>
              <CopyButton text={rights.checklist} label="Copy for your administrator" what="list of rights" />
              {rights.has_file ? (
                <Button
                  isPending={file.isPending}
                  onPress={() =>
                    file.mutate(
                      { id: row.id },
                      { onSuccess: written => announce(`Written to ${written.path}`) },
                    )
                  }
                >
                  Save permission set
                </Button>
              ) : null}
            </div>
            {file.data ? <ExportedNote file={file.data} /> : null}
            {file.error ? <ProblemPanel problem={file.error} isAlert /> : null}
            <Disclosed title="Show the text">
              <TextLines>{rights.checklist}</TextLines>
            </Disclosed>
          </div>
        </>
      ) : (
        <p>No step of a recipe needs a right yet.</p>
      )}
    </Section>
  );
}

function Summary({ rights, app }: { rights: RightsView; app: string }) {
  const missing = rights.lines.filter(line => line.state === 'missing').length;
  const asked =
    rights.at === null ? (
      `${visible(app)} was not asked yet.`
    ) : (
      <>
        {visible(app)} was asked <Ago at={rights.at} />.
      </>
    );
  if (rights.lines.length === 0) return asked;
  return (
    <>
      {missing > 0
        ? `${missing} of ${counted(rights.lines.length, 'right')} ${missing === 1 ? 'is' : 'are'} missing. `
        : null}
      {asked}
    </>
  );
}
