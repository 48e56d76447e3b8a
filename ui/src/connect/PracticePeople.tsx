/** @file The invented people one can sign in as, where the page that is open belongs to a practice app. */
import { useAnswer } from '../engine.ts';
import type { PracticePerson } from '../generated/api.ts';
import { CopyButton } from '../parts/CopyButton.tsx';
import { Data } from '../parts/Data.tsx';
import css from './PracticePeople.module.css';

interface Props {
  app: string;
  /** Host of the open page; people of other practice accounts are left out. */
  host: string | null;
}

export function PracticePeople({ app, host }: Props) {
  const { data: practice } = useAnswer('practice', null);
  const origins = practice?.origins.filter(origin => origin.app === app) ?? [];
  const here = origins.find(origin => hostOf(origin.origin) === host);
  if (!practice?.running || !here) return null;
  const people = practice.people.filter(person => person.app === app && person.org === here.key);
  if (people.length === 0) return null;
  return (
    <section className={css.people} aria-label="Invented people to sign in as">
      <h3>This is a practice app. Sign in as one of its invented people:</h3>
      <ul>
        {people.map(person => (
          <Person key={person.username} person={person} />
        ))}
      </ul>
    </section>
  );
}

function Person({ person }: { person: PracticePerson }) {
  return (
    <li>
      <div className={css.words}>
        <code>
          <Data>{person.username}</Data>
        </code>
        <code>
          <Data>{person.password}</Data>
        </code>
        <small>
          <Data>{person.about}</Data>
        </small>
      </div>
      <CopyButton text={person.username} label="Copy user" what={`user ${person.username}`} weight="quiet" />
      <CopyButton
        text={person.password}
        label="Copy password"
        what={`password of ${person.username}`}
        weight="quiet"
      />
    </li>
  );
}

function hostOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).host : '';
}
