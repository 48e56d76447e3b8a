/** @file Connections that are there already and could be used in a slot; what would stop working or be another environment is shown first. */
import { useState } from 'react';
import { WhoWhere } from '../connections/WhoWhere.tsx';
import { useDeed } from '../engine.ts';
import type { BindPreview, ConnectionRow, SlotName } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import { visible } from '../visible.ts';
import css from './UseExisting.module.css';
import { WouldChange } from './WouldChange.tsx';

interface Props {
  slot: SlotName;
  candidates: ConnectionRow[];
  onDone?: () => void;
}

interface Asking {
  row: ConnectionRow;
  preview: BindPreview;
}

export function UseExisting({ slot, candidates, onDone }: Props) {
  const preview = useDeed('recipe.bind_preview');
  const bind = useDeed('recipe.bind');
  const [asking, setAsking] = useState<Asking | null>(null);
  const put = (row: ConnectionRow) =>
    bind.mutate({ slot, connection: row.id }, { onSuccess: () => onDone?.() });
  const use = (row: ConnectionRow) => {
    if (preview.isPending || bind.isPending) return;
    bind.reset();
    preview.mutate(
      { slot, connection: row.id },
      {
        onSuccess: found =>
          found.losses.length === 0 && found.environment_changed === null
            ? put(row)
            : setAsking({ row, preview: found }),
      },
    );
  };
  const at = preview.isPending
    ? preview.variables.connection
    : bind.isPending
      ? bind.variables.connection
      : null;
  const problem = preview.error ?? bind.error;
  return (
    <div className={css.existing}>
      {asking ? (
        <WouldChange
          row={asking.row}
          preview={asking.preview}
          isPending={bind.isPending}
          onUse={() => put(asking.row)}
          onBack={() => setAsking(null)}
        />
      ) : (
        <>
          <h3>Use one you already have</h3>
          <ul className={css.list}>
            {candidates.map(row => (
              <li key={row.id}>
                <AppLogo logo={row.logo} size="small" />
                <div className={css.words}>
                  <b>
                    <Data>{row.name}</Data>
                  </b>
                  <div className={css.who}>
                    <StateMark state={row.state} /> <WhoWhere row={row} />
                  </div>
                </div>
                <Button
                  weight="main"
                  isPending={at === row.id}
                  onPress={() => use(row)}
                  aria-label={`Use ${visible(row.name)}`}
                >
                  {at === row.id && preview.isPending ? 'Looking…' : 'Use'}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {problem ? <ProblemPanel problem={problem} isAlert /> : null}
    </div>
  );
}
