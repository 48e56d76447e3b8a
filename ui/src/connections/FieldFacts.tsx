/** @file The connection fields as chosen, by the names their app gives them. */

import { serverKey } from '../connect/draft.ts';
import { useAnswer } from '../engine.ts';
import type { ConnectionView } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { Fact } from '../parts/Fact.tsx';
import { Facts } from '../parts/Facts.tsx';
import { visible } from '../visible.ts';

export function FieldFacts({ view }: { view: ConnectionView }) {
  const { data: app } = useAnswer('app', { id: view.row.connector });
  const way = app?.ways.find(one => one.id === view.row.way);
  const known = [...(app?.fields ?? []), ...(way?.fields ?? [])];
  const entries = Object.entries(view.fields).filter(([, value]) => value !== undefined && value !== '');
  if (entries.length === 0) return <p>This connection has no fields.</p>;
  return (
    <Facts>
      {entries.map(([key, value]) => {
        const field = known.find(one => one.key === key);
        const label = field?.label ?? (key === serverKey ? 'Server' : key);
        const option = field?.options.find(one => one.value === value)?.label;
        return (
          <Fact key={key} name={visible(label)}>
            <Data>{option ?? serverWords(key, value ?? '', view) ?? `${value}${field?.suffix ?? ''}`}</Data>
          </Fact>
        );
      })}
    </Facts>
  );
}

function serverWords(key: string, value: string, view: ConnectionView): string | undefined {
  if (key !== serverKey) return undefined;
  return value === 'practice'
    ? `Practice ${view.row.connector_name} (on this computer)`
    : view.row.connector_name;
}
