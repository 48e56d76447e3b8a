/** @file Makes the sample recipe and opens it. */
import { useDeed } from '../engine.ts';
import type { Problem } from '../generated/api.ts';
import { Button, type Weight } from '../parts/Button.tsx';
import { go } from '../usePlace.ts';

interface Props {
  label: string;
  weight?: Weight;
  onProblem: (problem: Problem | null) => void;
}

export function SampleButton({ label, weight = 'plain', onProblem }: Props) {
  const sample = useDeed('recipe.sample');
  const make = () =>
    sample.mutate(null, {
      onSuccess: recipe => {
        onProblem(null);
        go({ screen: 'recipe', id: recipe.id, tab: 'recipe' });
      },
      onError: onProblem,
    });
  return (
    <Button weight={weight} onPress={make} isPending={sample.isPending}>
      {label}
    </Button>
  );
}
