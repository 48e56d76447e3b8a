/** @file A box to tick. */
import { Checkbox } from 'react-aria-components/Checkbox';
import css from './CheckInput.module.css';
import { Data } from './Data.tsx';

interface Props {
  label: string;
  hint?: string | null | undefined;
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (isSelected: boolean) => void;
  describedBy?: string | undefined;
}

export function CheckInput({ label, hint, isSelected, isDisabled = false, onChange, describedBy }: Props) {
  return (
    <Checkbox
      className={css.check}
      isSelected={isSelected}
      isDisabled={isDisabled}
      onChange={onChange}
      aria-describedby={describedBy}
    >
      <span className={css.box} aria-hidden="true">
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M2.5 6.2l2.4 2.4 4.6-5" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      </span>
      <span>
        <Data>{label}</Data>
        {hint ? (
          <span className={css.hint}>
            <Data>{hint}</Data>
          </span>
        ) : null}
      </span>
    </Checkbox>
  );
}
