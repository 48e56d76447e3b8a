/** @file What is sent for every state of the choice of scopes. */
import { describe, expect, it } from 'vitest';
import type { ScopesPreview } from '../generated/api.ts';
import { boxesOf, choiceOf, untouched, usual, withFurther, withTick } from './scopes.ts';

const line = (scope: string, more: Partial<ScopesPreview['lines'][number]> = {}) => ({
  scope,
  is_asked: true,
  is_required: false,
  is_own: false,
  needed_by: [],
  ...more,
});

const preview: ScopesPreview = {
  lines: [line('read', { is_required: true }), line('write'), line('tickets:read', { is_own: true })],
  is_usual: false,
  stops: [],
};

describe('the choice of scopes', () => {
  it('is what the connection has until something is changed', () => {
    expect(choiceOf(untouched, ['read'], [])).toBe('kept');
    expect(choiceOf(usual, ['read'], ['write'])).toBe('usual');
    expect(choiceOf(untouched, ['read'], ['write'])).toEqual({ chosen: ['read', 'write'] });
  });

  it('leaves out what is not ticked any more, but nothing that is required', () => {
    const boxes = boxesOf(preview, untouched);
    const without = withTick(boxes, untouched, 'write');
    expect(choiceOf(without, null, [])).toEqual({ chosen: ['read', 'tickets:read'] });
    expect(boxesOf(preview, { ...without, ticked: [] }).map(box => box.isTicked)).toEqual([
      true,
      false,
      false,
    ]);
    const again = withTick(boxesOf(preview, without), without, 'write');
    expect(choiceOf(again, null, [])).toEqual({ chosen: ['read', 'write', 'tickets:read'] });
  });

  it('adds what is typed, and shows no box for it meanwhile', () => {
    const typed = withFurther(boxesOf(preview, untouched), untouched, ' users:read  a ');
    expect(choiceOf(typed, null, [])).toEqual({
      chosen: ['read', 'write', 'tickets:read', 'users:read', 'a'],
    });
    const answered: ScopesPreview = {
      ...preview,
      lines: [...preview.lines, line('users:read', { is_own: true })],
    };
    expect(boxesOf(answered, typed).map(box => box.scope)).toEqual(['read', 'write', 'tickets:read']);
  });
});
