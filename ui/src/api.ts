/** @file Carries calls to the engine through the shell; the only file that knows the shell. */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import type { Answer, CallName, Question } from './door.ts';

/** Asks the engine; rejects with a `Problem`. */
export function call<Name extends CallName>(name: Name, question: Question<Name>): Promise<Answer<Name>> {
  return invoke<Answer<Name>>('rpc', { call: name, question });
}

/** Hears which calls' answers became old; returns how to stop. */
export function onStale(heard: (calls: string[]) => void): () => void {
  const listening = listen<string[]>('stale', event => heard(event.payload));
  return () => void listening.then(stop => stop());
}
