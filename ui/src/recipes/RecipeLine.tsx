/** @file One recipe in the list: its apps, its name, what needs the person. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import type { RecipeRow } from '../generated/api.ts';
import { Ago } from '../parts/Ago.tsx';
import { AppLogo } from '../parts/AppLogo.tsx';
import { announce } from '../parts/announcer.ts';
import { Confirm } from '../parts/Confirm.tsx';
import { Data } from '../parts/Data.tsx';
import { ExportedNote } from '../parts/ExportedNote.tsx';
import { MoreMenu } from '../parts/MoreMenu.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Tag } from '../parts/Tag.tsx';
import { toAddress } from '../place.ts';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './RecipesScreen.module.css';

export function RecipeLine({ row }: { row: RecipeRow }) {
  const [isRemoving, setIsRemoving] = useState(false);
  const remove = useDeed('recipe.remove');
  const write = useDeed('recipe.export');
  const readiness = row.apps
    .map(
      app =>
        `${app.connector_name}${app.role === 'primary' ? '' : ` (${app.role})`}: ${app.ready ? 'connected' : 'not connected'}`,
    )
    .join(', ');
  return (
    <li className={css.line} data-recipe={row.id}>
      {row.apps.length > 0 ? (
        <div className={css.logos} role="img" aria-label={visible(readiness)} title={visible(readiness)}>
          {row.apps.map(app => (
            <span key={`${app.connector} ${app.role}`} className={app.ready ? css.logo : css.notReady}>
              <AppLogo logo={app.logo} role={app.role} size="small" />
            </span>
          ))}
        </div>
      ) : (
        <div className={css.logos} />
      )}
      <div className={css.words}>
        <a className={css.name} href={toAddress({ screen: 'recipe', id: row.id, tab: 'recipe' })}>
          <Data>{row.name}</Data>
        </a>
        <div className={css.under}>
          {counted(row.steps, 'step')}, saved <Ago at={row.saved_at} />
        </div>
      </div>
      <div className={css.state}>
        {row.problems > 0 ? (
          <Tag tone="bad">{counted(row.problems, 'thing needs you', 'things need you')}</Tag>
        ) : row.apps.length > 0 ? (
          <Tag tone="good">Ready</Tag>
        ) : (
          <Tag>No steps yet</Tag>
        )}
      </div>
      <div className={css.menu}>
        <MoreMenu
          label={`More for ${visible(row.name)}`}
          items={[
            {
              id: 'export',
              label: 'Export…',
              onAction: () =>
                write.mutate({ id: row.id }, { onSuccess: file => announce(`Written to ${file.path}`) }),
            },
            { id: 'remove', label: 'Remove recipe…', onAction: () => setIsRemoving(true) },
          ]}
        />
      </div>
      {write.data || write.error ? (
        <div className={css.exported}>
          {write.data ? <ExportedNote file={write.data} /> : null}
          {write.error ? <ProblemPanel problem={write.error} isAlert /> : null}
        </div>
      ) : null}
      <Confirm
        title="Remove this recipe?"
        verb="Remove recipe"
        isOpen={isRemoving}
        onClose={() => setIsRemoving(false)}
        onConfirm={() => remove.mutate({ id: row.id }, { onSuccess: () => setIsRemoving(false) })}
        isPending={remove.isPending}
        problem={remove.error}
      >
        <p>
          <b>
            <Data>{row.name}</Data>
          </b>{' '}
          and its {counted(row.steps, 'step')} are removed from this computer. Its connections stay: other
          recipes can use them.
        </p>
      </Confirm>
    </li>
  );
}
