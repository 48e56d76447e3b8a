/** @file What can be broken for one invented person: revoke, a new password, fewer rights. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import type { PracticeFault, PracticePerson } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { TextInput } from '../parts/TextInput.tsx';
import css from './PracticeSection.module.css';

export function PersonFaults({
  person,
  faults,
}: {
  person: PracticePerson;
  faults: readonly PracticeFault[];
}) {
  const cause = useDeed('practice.fault');
  const [password, setPassword] = useState('');
  const own = faults.filter(fault => fault.takes.includes('username'));
  const press = (fault: PracticeFault) =>
    cause.mutate(
      {
        fault: fault.id,
        app: person.app,
        org: person.org,
        username: person.username,
        password: fault.takes.includes('password') ? password : null,
      },
      { onSuccess: () => announce(`Done: ${fault.about}`) },
    );
  return (
    <div className={css.faults}>
      {own.map(fault => (
        <div key={fault.id} className={css.fault}>
          {fault.takes.includes('password') ? (
            <TextInput label="New password" value={password} onChange={setPassword} isMono />
          ) : null}
          <Button
            onPress={() => press(fault)}
            isDisabled={fault.takes.includes('password') && password === ''}
            isPending={cause.isPending && cause.variables.fault === fault.id}
          >
            <Data>{fault.about}</Data>
          </Button>
        </div>
      ))}
      {cause.isSuccess ? <p className={css.done}>Done.</p> : null}
      {cause.error ? <ProblemPanel problem={cause.error} isAlert /> : null}
    </div>
  );
}
