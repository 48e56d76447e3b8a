/** @file Proves where the jump keys lead. */
import { describe, expect, it } from 'vitest';
import { keyAfterJump, pageOfRows } from './jumps.ts';

const keys = Array.from({ length: 20 }, (_, at) => `k${at}`);

describe('jump keys', () => {
  it('lead to the ends and by pages, never beyond', () => {
    expect(keyAfterJump('Home', keys, 'k7')).toBe('k0');
    expect(keyAfterJump('End', keys, null)).toBe('k19');
    expect(keyAfterJump('PageDown', keys, 'k0')).toBe(`k${pageOfRows}`);
    expect(keyAfterJump('PageDown', keys, 'k18')).toBe('k19');
    expect(keyAfterJump('PageUp', keys, 'k3')).toBe('k0');
    expect(keyAfterJump('PageUp', keys, 'k19')).toBe(`k${19 - pageOfRows}`);
  });
  it('do nothing in an empty list, and other keys never jump', () => {
    expect(keyAfterJump('PageDown', [], null)).toBeUndefined();
    expect(keyAfterJump('a', keys, 'k1')).toBeUndefined();
  });
});
