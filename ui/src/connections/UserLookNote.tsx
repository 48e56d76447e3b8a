/** @file Whether a person or an integration user is connected, by what that is judged, and what to do about it. */
import type { UserKind, UserLook } from '../generated/api.ts';
import { Data } from '../parts/Data.tsx';
import { Fact } from '../parts/Fact.tsx';
import { Tag, type Tone } from '../parts/Tag.tsx';
import css from './ConnectionDetail.module.css';

const looks: Record<UserKind, { words: string; tone: Tone }> = {
  person: { words: 'Looks like a person', tone: 'warn' },
  integration: { words: 'Looks like an integration user', tone: 'good' },
  unknown: { words: 'Person or integration user: cannot be told', tone: 'plain' },
};

export function UserLookNote({ look }: { look: UserLook }) {
  const { words, tone } = looks[look.looks_like];
  return (
    <Fact name="Kind of user">
      <Tag tone={tone}>{words}</Tag>
      <span className={css.aside}>
        <Data>{look.why}</Data>
      </span>
      {look.hint ? (
        <span className={css.hint}>
          <Data>{look.hint}</Data>
        </span>
      ) : null}
    </Fact>
  );
}
