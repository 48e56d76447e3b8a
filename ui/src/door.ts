/** @file Types of a call to the engine, whatever carries it. */
import type { Api, Problem } from './generated/api.ts';

export type CallName = keyof Api;
export type Question<Name extends CallName> = Api[Name]['ask'];
export type Answer<Name extends CallName> = Api[Name]['answer'];

/** What a transport module exports. */
export interface Transport {
  call<Name extends CallName>(name: Name, question: Question<Name>): Promise<Answer<Name>>;
  onStale(heard: (calls: string[]) => void): () => void;
}

/** What a rejected call holds: the engine's own words, or the little that is known when it sent none. */
export function asProblem(thrown: unknown): Problem {
  if (typeof thrown === 'object' && thrown !== null && 'kind' in thrown && 'what' in thrown) {
    return thrown as Problem;
  }
  return {
    kind: 'defect',
    what: 'This window could not reach the engine of Larder.',
    safe: 'Nothing was changed.',
    hint: 'Close Larder and start it again.',
    action: null,
    detail: thrown instanceof Error ? thrown.message : String(thrown),
    field: null,
  };
}
