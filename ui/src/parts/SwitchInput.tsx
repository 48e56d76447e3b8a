/** @file Something that is on or off from the moment it is switched. */
import { Switch } from 'react-aria-components/Switch';
import css from './SwitchInput.module.css';

interface Props {
  label: string;
  hint?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isDisabled?: boolean;
}

export function SwitchInput({ label, hint, isOn, onChange, isDisabled = false }: Props) {
  return (
    <Switch className={css.switch} isSelected={isOn} onChange={onChange} isDisabled={isDisabled}>
      <span className={css.track} aria-hidden="true">
        <span className={css.knob} />
      </span>
      <span>
        {label}
        {hint ? <span className={css.hint}>{hint}</span> : null}
      </span>
    </Switch>
  );
}
