/** @file Looks through a connection's lists: objects, then the fields of one, then the values of a field. */
import { useState } from 'react';
import type { ConnectionView, PicklistInfo } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { Picklist } from '../picklist/Picklist.tsx';
import { useProblemAction } from '../problems/useProblemAction.ts';
import css from './ConnectionScreen.module.css';

interface Chosen {
  value: string;
  label: string;
}

/** A parameter takes its value from the list that carries its name: `object` from `objects`. */
function listFor(param: string, lists: readonly PicklistInfo[]): PicklistInfo | undefined {
  return lists.find(list => list.id === param || list.id === `${param}s`);
}

export function BrowseObjects({ view }: { view: ConnectionView }) {
  const [chosen, setChosen] = useState<Readonly<Record<string, Chosen>>>({});
  const act = useProblemAction();
  const { row, picklists } = view;
  return (
    <div className={css.browse}>
      {[...picklists]
        .sort((one, other) => one.params.length - other.params.length)
        .map(list => {
          const params: Record<string, string> = {};
          let missing: PicklistInfo | undefined;
          for (const param of list.params) {
            const from = listFor(param, picklists);
            const value = from ? chosen[from.id]?.value : undefined;
            if (value === undefined) missing ??= from ?? list;
            else params[param] = value;
          }
          const pick = chosen[list.id];
          return (
            <div key={list.id}>
              <Picklist
                label={list.label}
                hint={null}
                isRequired={false}
                source={missing ? null : { connection: row.id, picklist: list.id, params }}
                value={pick?.value ?? null}
                valueLabel={pick?.label ?? null}
                isManual={false}
                onChoose={(value, label) => setChosen(next(chosen, picklists, list.id, value, label))}
                blocked={missing ? { reason: `Choose from ${missing.label} first.`, by: 'input' } : null}
                blockedAction={null}
                onProblemAction={(action, retry) =>
                  act.start(action, { connector: row.connector, connection: row.id, retry })
                }
                appName={row.connector_name}
              />
              {pick ? (
                <p className={css.chosen}>
                  <code>
                    <Data>{pick.value}</Data>
                  </code>
                </p>
              ) : null}
            </div>
          );
        })}
    </div>
  );
}

/** The choice with the new one in it, and without what depended on the old one. */
function next(
  chosen: Readonly<Record<string, Chosen>>,
  lists: readonly PicklistInfo[],
  id: string,
  value: string | null,
  label: string | null,
): Record<string, Chosen> {
  const kept = Object.entries(chosen).filter(([other]) => {
    const list = lists.find(one => one.id === other);
    return other !== id && !list?.params.some(param => listFor(param, lists)?.id === id);
  });
  if (value !== null) kept.push([id, { value, label: label ?? value }]);
  return Object.fromEntries(kept);
}
