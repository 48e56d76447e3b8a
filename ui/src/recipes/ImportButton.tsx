/** @file Takes in a recipe from a file; the engine says what is wrong with it. */
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useDeed } from '../engine.ts';
import type { Problem } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { go } from '../usePlace.ts';

/** A recipe is a few kilobytes; a file beyond this is not one. */
const largest = 4 * 1024 * 1024;

export function ImportButton({ onProblem }: { onProblem: (problem: Problem | null) => void }) {
  const take = useDeed('recipe.import');
  const read = async (file: File | undefined) => {
    if (!file) return;
    const document = await parse(file);
    take.mutate(
      { document },
      {
        onSuccess: recipe => {
          onProblem(null);
          go({ screen: 'recipe', id: recipe.id, tab: 'recipe' });
        },
        onError: onProblem,
      },
    );
  };
  return (
    <FileTrigger acceptedFileTypes={['application/json', '.json']} onSelect={files => void read(files?.[0])}>
      <Button isPending={take.isPending}>Import…</Button>
    </FileTrigger>
  );
}

/** What is not JSON goes to the engine as text, which then says so in its own words. */
async function parse(file: File): Promise<unknown> {
  if (file.size > largest) return '';
  const text = await file.text();
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(0, 1000);
  }
}
