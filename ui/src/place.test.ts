/** @file Proves that a place survives being an address. */
import { describe, expect, it } from 'vitest';
import { fromAddress, home, isSameScreen, type Place, toAddress } from './place.ts';

const places: Place[] = [
  { screen: 'recipes' },
  { screen: 'recipe', id: 'a/b c', tab: 'connections', at: 'salesforce.secondary' },
  { screen: 'recipe', id: '1', tab: 'recipe', at: undefined },
  { screen: 'recipe', id: '1', tab: 'recipe', at: 'step/3', input: 'a.b' },
  { screen: 'connection', id: '..', browse: true },
  { screen: 'connection', id: 'x', browse: undefined },
  { screen: 'apps' },
  { screen: 'app', id: 'salesforce' },
  { screen: 'settings', at: 'client.salesforce' },
];

describe('a place', () => {
  it.each(places)('is the same after a way through its address: %j', place => {
    expect(fromAddress(toAddress(place))).toEqual(place);
  });
  it('is home when the address means nothing', () => {
    for (const address of ['', '#', '#/', '#/nowhere', '#/recipe', '#/%E0%A4%A']) {
      expect(fromAddress(address)).toEqual(home);
    }
  });
  it('counts as the same screen when only the tab differs', () => {
    const one: Place = { screen: 'recipe', id: '1', tab: 'recipe' };
    expect(isSameScreen(one, { ...one, tab: 'connections' })).toBe(true);
    expect(isSameScreen(one, { ...one, id: '2' })).toBe(false);
  });
});
