/** @file What a screen shows for an answer: lines while it comes, the problem when it failed, else the answer. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Problem } from '../generated/api.ts';
import css from './Awaited.module.css';
import { Button } from './Button.tsx';
import { ProblemPanel } from './ProblemPanel.tsx';
import { Skeleton } from './Skeleton.tsx';

interface Props<Answer> {
  of: UseQueryResult<Answer, Problem>;
  children: (answer: Answer) => ReactNode;
}

export function Awaited<Answer>({ of, children }: Props<Answer>) {
  if (of.data !== undefined) return children(of.data);
  if (!of.error) return <Skeleton lines={4} />;
  return (
    <div className={css.failed}>
      <ProblemPanel problem={of.error} isAlert />
      <Button onPress={() => void of.refetch()} isPending={of.isFetching}>
        Try again
      </Button>
    </div>
  );
}
