/** @file What can be broken for a whole practice app: slow, down, limits, a login page for an answer. */
import { useDeed } from '../engine.ts';
import type { PracticeFault, PracticeOrigin } from '../generated/api.ts';
import { announce } from '../parts/announcer.ts';
import { Button } from '../parts/Button.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import css from './PracticeSection.module.css';

interface Props {
  faults: readonly PracticeFault[];
  origins: readonly PracticeOrigin[];
}

export function PlainFaults({ faults, origins }: Props) {
  const cause = useDeed('practice.fault');
  const apps = [...new Set(origins.map(origin => origin.app))];
  const plain = faults.filter(fault => !fault.takes.includes('username'));
  if (plain.length === 0) return null;
  const press = (fault: PracticeFault, app: string | null) =>
    cause.mutate(
      { fault: fault.id, app, org: null, username: null, password: null },
      { onSuccess: () => announce(`Done: ${fault.about}`) },
    );
  return (
    <>
      <h3>Break a whole app</h3>
      <ul className={css.plain}>
        {plain.map(fault => (
          <li key={fault.id}>
            <span>
              <Data>{fault.about}</Data>
            </span>
            <span className={css.buttons}>
              {(fault.takes.includes('app') ? apps : [null]).map(app => (
                <Button
                  key={app ?? ''}
                  onPress={() => press(fault, app)}
                  isPending={
                    cause.isPending && cause.variables.fault === fault.id && cause.variables.app === app
                  }
                  aria-label={`${app ?? 'Do it'}: ${fault.about}`}
                >
                  {app ? <Data>{app}</Data> : 'Do it'}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ul>
      {cause.error ? <ProblemPanel problem={cause.error} isAlert /> : null}
    </>
  );
}
