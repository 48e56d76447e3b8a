/** @file Light, dark, or as the system has it. */
import { useAnswer, useDeed } from '../engine.ts';
import type { Theme } from '../generated/api.ts';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { RadioInput } from '../parts/RadioInput.tsx';
import { Section } from '../parts/Section.tsx';

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function AppearanceSection() {
  const { data: settings } = useAnswer('settings', null);
  const set = useDeed('settings.set');
  const shown = set.isPending ? set.variables : settings;
  return (
    <Section title="Appearance">
      <RadioInput
        label="Theme"
        choices={themes}
        value={shown?.theme ?? 'system'}
        onChange={theme => {
          if (settings) set.mutate({ ...settings, theme: theme as Theme });
        }}
      />
      {set.error ? <ProblemPanel problem={set.error} isAlert /> : null}
    </Section>
  );
}
