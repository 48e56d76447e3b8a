/** @file Proves that every line of a recipe's head is in one group and leads to its place. */
import { describe, expect, it } from 'vitest';
import type { RecipeProblem } from '../generated/api.ts';
import { problemGroups, problemPlace } from './problemGroups.ts';

const slot: RecipeProblem = {
  what: 'Salesforce needs to be reconnected',
  connector: 'salesforce',
  role: 'secondary',
  step: null,
  input: null,
};
const step: RecipeProblem = { ...slot, what: 'Step 3 may not edit Account', step: 's3' };
const choice: RecipeProblem = { ...step, what: 'Field Region__c is no longer visible', input: 'field' };

describe('the head of a recipe', () => {
  it('counts sign-ins, steps and choices apart, and loses none', () => {
    const groups = problemGroups([
      choice,
      slot,
      step,
      { ...step, what: 'Step 3 may not create Account' },
      { ...choice, input: 'object' },
    ]);
    expect(groups.map(group => group.title)).toEqual([
      '1 connection needs you',
      '1 step lacks rights',
      '2 choices are lost',
    ]);
    expect(groups.flatMap(group => group.problems)).toHaveLength(5);
  });
  it('says nothing when nothing is wrong', () => {
    expect(problemGroups([])).toEqual([]);
  });
  it('leads to the slot, the step, or the input', () => {
    const at = (problem: RecipeProblem) => problemPlace({ id: 'r' }, problem);
    expect(at(slot)).toMatchObject({ tab: 'connections', at: 'salesforce.secondary' });
    expect(at(step)).toMatchObject({ tab: 'recipe', at: 's3', input: undefined });
    expect(at(choice)).toMatchObject({ tab: 'recipe', at: 's3', input: 'field' });
  });
});
