/** @file The pretend engine: answers every call of the door from an invented world. */
import type { Answer, CallName, Question } from '../door.ts';
import { answersOf } from './answers.ts';
import { createSignIns } from './signIns.ts';
import type { World } from './world.ts';

export function createEngine(world: World, slow: number) {
  const hearers = new Set<(calls: string[]) => void>();
  const changed = (calls: string[]) => {
    for (const heard of hearers) heard(calls);
  };
  const signIns = createSignIns(world, changed);
  const answers = answersOf(world, signIns, changed);
  const asked: { name: string; question: unknown }[] = [];
  return {
    world,
    signIns,
    changed,
    /** Every call so far, for tests. */
    asked,
    async call<Name extends CallName>(name: Name, question: Question<Name>): Promise<Answer<Name>> {
      asked.push({ name, question });
      await new Promise(resolve => setTimeout(resolve, slow));
      const problem = world.failing[name];
      if (problem) throw problem;
      const answer = answers[name];
      // Answers are copies, as those of the real engine are.
      return structuredClone(await answer(structuredClone(question)));
    },
    onStale(heard: (calls: string[]) => void): () => void {
      hearers.add(heard);
      return () => hearers.delete(heard);
    },
  };
}
