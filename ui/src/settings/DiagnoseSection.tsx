/** @file The self-test, to run and to copy; nothing secret is in it. */
import { useAnswer } from '../engine.ts';
import type { Check } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { CopyButton } from '../parts/CopyButton.tsx';
import { Data } from '../parts/Data.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Section } from '../parts/Section.tsx';
import css from './DiagnoseSection.module.css';

export function DiagnoseSection() {
  const checks = useAnswer('diagnose', null, { enabled: false });
  return (
    <Section
      title="Self-test"
      under="Looks at keychain, store, clock and network. Nothing secret is in it."
      actions={
        <>
          {checks.data ? <CopyButton text={asText(checks.data)} what="self-test" weight="quiet" /> : null}
          <Button onPress={() => void checks.refetch()} isPending={checks.isFetching}>
            {checks.isFetching ? 'Testing…' : 'Run self-test'}
          </Button>
        </>
      }
    >
      {checks.error ? <ProblemPanel problem={checks.error} isAlert /> : null}
      {checks.data ? (
        <ul className={css.checks}>
          {checks.data.map(check => (
            <li key={check.name}>
              <span className={check.ok ? css.good : css.bad}>{check.ok ? 'OK' : 'Look'}</span>
              <b>
                <Data>{check.name}</Data>
              </b>
              <span>
                <Data>{check.found}</Data>
                {check.hint ? (
                  <small>
                    <Data>{check.hint}</Data>
                  </small>
                ) : null}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

function asText(checks: readonly Check[]): string {
  return checks
    .map(
      check =>
        `${check.ok ? 'ok  ' : 'look'}  ${check.name}: ${check.found}${check.hint ? ` (${check.hint})` : ''}`,
    )
    .join('\n');
}
