/** @file Whether Larder looks after the connections by itself: at its start, and with a notification when one breaks. */
import { useAnswer, useDeed } from '../engine.ts';
import type { Settings } from '../generated/api.ts';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { Section } from '../parts/Section.tsx';
import { SwitchInput } from '../parts/SwitchInput.tsx';
import css from './WatchSection.module.css';

export function WatchSection() {
  const { data: settings } = useAnswer('settings', null);
  const set = useDeed('settings.set');
  const shown = set.isPending ? set.variables : settings;
  const change = (part: Partial<Settings>) => {
    if (settings) set.mutate({ ...settings, ...part });
  };
  return (
    <Section title="Looking after connections">
      <div className={css.switches}>
        <SwitchInput
          label="Check connections when Larder starts"
          hint="Each app that is connected is asked once, quietly, a few at a time. What is broken is told before a recipe needs it."
          isOn={shown?.check_at_start ?? true}
          isDisabled={!settings}
          onChange={check_at_start => change({ check_at_start })}
        />
        <SwitchInput
          label="Tell me when a connection breaks"
          hint="With a notification of the system, only while this window is in the background."
          isOn={shown?.notify ?? true}
          isDisabled={!settings}
          onChange={notify => change({ notify })}
        />
      </div>
      {set.error ? <ProblemPanel problem={set.error} isAlert /> : null}
    </Section>
  );
}
