/** @file Connections that are there already and could be used in a slot. */

import { WhoWhere } from '../connections/WhoWhere.tsx';
import { useDeed } from '../engine.ts';
import type { ConnectionRow, SlotName } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { StateMark } from '../parts/StateMark.tsx';
import css from './UseExisting.module.css';

interface Props {
  slot: SlotName;
  candidates: ConnectionRow[];
  onDone?: () => void;
}

export function UseExisting({ slot, candidates, onDone }: Props) {
  const bind = useDeed('recipe.bind');
  return (
    <div className={css.existing}>
      <h3>Use one you already have</h3>
      <ul>
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
              isPending={bind.isPending && bind.variables.connection === row.id}
              onPress={() => bind.mutate({ slot, connection: row.id }, { onSuccess: () => onDone?.() })}
              aria-label={`Use ${row.name}`}
            >
              Use
            </Button>
          </li>
        ))}
      </ul>
      {bind.error ? <ProblemPanel problem={bind.error} isAlert /> : null}
    </div>
  );
}
