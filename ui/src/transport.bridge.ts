/** @file Carries calls over HTTP to an engine behind a test bridge; never part of the release build. */
import type { Answer, CallName, Question } from './door.ts';

export async function call<Name extends CallName>(
  name: Name,
  question: Question<Name>,
): Promise<Answer<Name>> {
  const response = await fetch('/rpc', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ call: name, question }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw answer;
  return answer as Answer<Name>;
}

export function onStale(heard: (calls: string[]) => void): () => void {
  const source = new EventSource('/stale');
  source.onmessage = event => heard(JSON.parse(event.data) as string[]);
  return () => source.close();
}
