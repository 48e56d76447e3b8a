/** @file A problem right where it acts, beside a field: what, what to do, the buttons that belong to it. */
import type { ReactNode } from 'react';
import type { Problem } from '../generated/api.ts';
import { Data } from './Data.tsx';
import { Disclosed } from './Disclosed.tsx';
import css from './InlineProblem.module.css';
import { TextLines } from './TextLines.tsx';

interface Props {
  /** Names the words, so that the field can be described by them. */
  id: string;
  problem: Problem;
  tone: 'bad' | 'warn';
  /** Said between what happened and what to do. */
  between?: string | null;
  appName: string;
  /** Said at once when it appears. */
  isAlert?: boolean;
  buttons: ReactNode;
}

export function InlineProblem(props: Props) {
  const { problem } = props;
  return (
    <div className={css[props.tone]} data-inline-problem={problem.kind}>
      <p id={props.id} role={props.isAlert ? 'alert' : undefined}>
        <strong>
          <Data>{problem.what}</Data>
        </strong>{' '}
        {props.between ? <Data>{`${props.between} `}</Data> : null}
        <Data>{problem.hint}</Data>
      </p>
      {props.buttons ? <div className={css.actions}>{props.buttons}</div> : null}
      {problem.detail ? (
        <Disclosed title={`Show what ${props.appName} answered`}>
          <TextLines>{problem.detail}</TextLines>
        </Disclosed>
      ) : null}
    </div>
  );
}
