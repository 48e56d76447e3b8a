/** @file The steps of a sign-in, in words. */
import type { SignInPhase, SignInView } from '../generated/api.ts';

export function isRunning(signIn: SignInView): boolean {
  return ['opening', 'waiting', 'exchanging', 'identifying'].includes(signIn.phase);
}

export interface SignInStep {
  words: string;
  stands: 'before' | 'now' | 'done';
}

const order: SignInPhase[] = ['opening', 'waiting', 'exchanging', 'identifying'];

/** The steps a person sees; without a page there are two. */
export function stepsOf(signIn: SignInView): SignInStep[] {
  const at = order.indexOf(signIn.phase);
  const stands = (first: number, last: number) => (at > last ? 'done' : at >= first ? 'now' : 'before');
  if (!signIn.shows_page)
    return [
      { words: `Asking ${signIn.connector_name}`, stands: stands(0, 2) },
      { words: 'Reading who is connected', stands: stands(3, 3) },
    ];
  return [
    { words: waitingWords(signIn), stands: stands(0, 1) },
    { words: 'Finishing sign-in', stands: stands(2, 2) },
    { words: 'Reading who is connected', stands: stands(3, 3) },
  ];
}

function waitingWords(signIn: SignInView): string {
  if (signIn.phase === 'opening') return `Opening the ${signIn.connector_name} window`;
  if (signIn.phase !== 'waiting') return `Signed in at ${signIn.connector_name}`;
  if (signIn.device) return 'Waiting for you to type the code';
  return signIn.in_browser
    ? 'Waiting for you in your browser'
    : `Waiting for you in the ${signIn.connector_name} window`;
}
