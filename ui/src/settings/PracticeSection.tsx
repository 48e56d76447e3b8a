/** @file The practice apps: their invented people, and what one can break at them to see it repaired. */
import { useAnswer } from '../engine.ts';
import type { PracticePerson, PracticeView } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { Disclosed } from '../parts/Disclosed.tsx';
import { Section } from '../parts/Section.tsx';
import { PersonFaults } from './PersonFaults.tsx';
import { PlainFaults } from './PlainFaults.tsx';
import css from './PracticeSection.module.css';

export function PracticeSection({ at }: { at: string | undefined }) {
  const { data: practice } = useAnswer('practice', null);
  return (
    <Section
      title="Practice apps"
      at={at === 'practice' ? at : undefined}
      under="Invented twins of Salesforce and Zendesk on this computer. Break something here, and see in Connections how Larder tells it and repairs it."
    >
      {practice?.running ? <Running practice={practice} /> : <p>The practice apps are not running.</p>}
    </Section>
  );
}

function Running({ practice }: { practice: PracticeView }) {
  return (
    <div className={css.practice}>
      <ul className={css.origins}>
        {practice.origins.map(origin => (
          <li key={`${origin.app} ${origin.key}`}>
            <Data>{`${origin.app}, ${origin.key}`}</Data>{' '}
            <code>
              <Data>{origin.origin}</Data>
            </code>
          </li>
        ))}
      </ul>
      <h3>People and their passwords</h3>
      <ul className={css.people}>
        {practice.people.map(person => (
          <Person
            key={`${person.app} ${person.org} ${person.username}`}
            person={person}
            practice={practice}
          />
        ))}
      </ul>
      <PlainFaults faults={practice.faults} origins={practice.origins} />
    </div>
  );
}

function Person({ person, practice }: { person: PracticePerson; practice: PracticeView }) {
  return (
    <li className={css.person}>
      <div className={css.words}>
        <code>
          <Data>{person.username}</Data>
        </code>
        <code>
          <Data>{person.password}</Data>
        </code>
        <small>
          <Data>{`${person.app}, ${person.org}: ${person.about}`}</Data>
        </small>
        {person.api_token ? (
          <small>
            API token{' '}
            <code>
              <Data>{person.api_token}</Data>
            </code>
          </small>
        ) : null}
      </div>
      <Disclosed title="Break something">
        <PersonFaults person={person} faults={practice.faults} />
      </Disclosed>
    </li>
  );
}
