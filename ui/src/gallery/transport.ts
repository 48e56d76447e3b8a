/** @file Carries calls to a pretend engine inside the page; never part of the release build. */
import type { Answer, CallName, Question } from '../door.ts';
import { createEngine } from './engine.ts';
import { scenes } from './scenes.ts';

const wanted = new URLSearchParams(window.location.search);
const scene = scenes[wanted.get('scene') ?? 'usual'] ?? scenes.usual;
const engine = createEngine(scene(), Number(wanted.get('slow') ?? 0));

declare global {
  interface Window {
    /** Lets a test finish what a person would do in the app's own window, or break something. */
    gallery: typeof engine;
  }
}

window.gallery = engine;

export function call<Name extends CallName>(name: Name, question: Question<Name>): Promise<Answer<Name>> {
  return engine.call(name, question);
}

export function onStale(heard: (calls: string[]) => void): () => void {
  return engine.onStale(heard);
}
