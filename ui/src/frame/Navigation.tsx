/** @file The navigation: the four sections, what they count, and how keychain and practice apps stand. */
import { useAnswer } from '../engine.ts';
import type { Status } from '../generated/api.ts';
import { isMendedBySignIn } from '../parts/states.ts';
import { type Place, sectionOf, toAddress } from '../place.ts';
import { number } from '../times.ts';
import css from './Navigation.module.css';
import { NavigationFoot } from './NavigationFoot.tsx';

type Section = ReturnType<typeof sectionOf>;

const sections: { section: Section; label: string }[] = [
  { section: 'recipes', label: 'Recipes' },
  { section: 'connections', label: 'Connections' },
  { section: 'apps', label: 'Apps' },
  { section: 'settings', label: 'Settings' },
];

export function Navigation({ place }: { place: Place }) {
  const { data: status } = useAnswer('status', null);
  const { data: connections } = useAnswer('connections', null);
  const toFix = connections?.filter(isMendedBySignIn).length ?? status?.to_fix ?? 0;
  const here = sectionOf(place);
  return (
    <div className={css.side}>
      <header className={css.name}>Larder</header>
      <nav aria-label="Main">
        <ul className={css.links}>
          {sections.map(({ section, label }) => (
            <li key={section}>
              <a
                href={toAddress({ screen: section })}
                aria-current={section === here ? 'page' : undefined}
                className={css.link}
              >
                {label}
                {status ? <Count section={section} status={status} toFix={toFix} /> : null}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {status ? <NavigationFoot status={status} /> : null}
    </div>
  );
}

interface CountProps {
  section: Section;
  status: Status;
  toFix: number;
}

function Count({ section, status, toFix }: CountProps) {
  switch (section) {
    case 'recipes':
      return <span className={css.count}>{number(status.recipes)}</span>;
    case 'connections':
      return toFix > 0 ? (
        <span className={css.toFix}>{number(toFix)} to fix</span>
      ) : (
        <span className={css.count}>{number(status.connections)}</span>
      );
    case 'apps':
      return <span className={css.count}>{number(status.apps)}</span>;
    case 'settings':
      return null;
  }
}
