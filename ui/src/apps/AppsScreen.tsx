/** @file The apps Larder can connect, and the definitions it could not use. */
import { useAnswer } from '../engine.ts';
import type { AppRow } from '../generated/api.ts';
import { AppLogo } from '../parts/AppLogo.tsx';
import { Awaited } from '../parts/Awaited.tsx';
import { Data } from '../parts/Data.tsx';
import page from '../parts/Page.module.css';
import { PageHead } from '../parts/PageHead.tsx';
import { Tag } from '../parts/Tag.tsx';
import { toAddress } from '../place.ts';
import { counted } from '../times.ts';
import { visible } from '../visible.ts';
import css from './AppsScreen.module.css';
import { DefinitionMistakes } from './DefinitionMistakes.tsx';

export function AppsScreen() {
  const apps = useAnswer('apps', null);
  return (
    <>
      <PageHead title="Apps" name="Apps" under="What Larder can connect. Each app is one definition file." />
      <div className={page.page}>
        <Awaited of={apps}>
          {answer => (
            <>
              {answer.mistakes.length > 0 ? <DefinitionMistakes mistakes={answer.mistakes} /> : null}
              <ul className={page.list} aria-label="Apps">
                {answer.apps.map(app => (
                  <Line key={app.id} app={app} />
                ))}
              </ul>
            </>
          )}
        </Awaited>
      </div>
    </>
  );
}

function Line({ app }: { app: AppRow }) {
  return (
    <li className={css.line}>
      <AppLogo logo={app.logo} />
      <div className={css.words}>
        <a className={css.name} href={toAddress({ screen: 'app', id: app.id })}>
          <Data>{app.name}</Data>
        </a>
        {app.about ? (
          <p className={css.about}>
            <Data>{app.about}</Data>
          </p>
        ) : null}
      </div>
      <div className={css.facts}>
        {app.source === 'folder' ? <Tag tone="info">Own definition</Tag> : null}
        <span>{app.ways.map(visible).join(', ')}</span>
        <span>{app.connections === 0 ? 'No connections' : counted(app.connections, 'connection')}</span>
      </div>
    </li>
  );
}
