/** @file Proves what a picklist's line tells while it is ahead of its list. */
import { describe, expect, it } from 'vitest';
import { createLine, typedAnew } from './line.ts';

describe('the line of a picklist', () => {
  it('tells whoever follows of each change, once, until they stop', () => {
    const line = createLine();
    const heard: (string | null)[] = [];
    const stop = line.follow(() => heard.push(line.read()));
    line.put('a');
    line.put('a');
    line.put('');
    line.put(null);
    stop();
    line.put('b');
    expect(heard).toEqual(['a', '', null]);
    expect(line.read()).toBe('b');
  });
  it('begins anew over a chosen label, wherever the cursor stood', () => {
    expect(typedAnew('Account', 'AccountC')).toBe('C');
    expect(typedAnew('Account', 'C')).toBe('C');
    expect(typedAnew('Account', 'Accoun')).toBe('Accoun');
    expect(typedAnew('Account', '')).toBe('');
    expect(typedAnew('', 'a')).toBe('a');
  });
});
