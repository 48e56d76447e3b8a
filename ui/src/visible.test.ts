/** @file Proves that foreign text shows its control characters and nothing else changes. */
import { describe, expect, it } from 'vitest';
import { longest, mostLines, visible, visibleLines } from './visible.ts';

describe('u01: foreign text', () => {
  it('is left alone when it is plain, in any script, with emoji that need joiners', () => {
    for (const text of [
      'Account',
      'حساب',
      '取引先',
      'Ünïcödé',
      '👩‍👩‍👧',
      '<img src=x onerror=alert(1)>',
      '{{7*7}}',
    ]) {
      expect(visible(text)).toBe(text);
    }
  });
  it('shows control characters as pictures', () => {
    expect(visible('a\u0000b\u001b[31m\n\u007f')).toBe('a␀b␛[31m␊␡');
  });
  it('names direction overrides and zero-width characters', () => {
    expect(visible('txt\u202egpj.exe\u200b')).toBe('txt⟨RLO⟩gpj.exe⟨ZWSP⟩');
    expect(visible('\u2028\ufeff')).toBe('⟨LSEP⟩⟨BOM⟩');
  });
  it('shows a lone surrogate as the replacement character', () => {
    expect(visible('a\ud800b')).toBe('a\ufffdb');
  });
  it('cuts towers of marks and endless texts', () => {
    expect(visible(`Z${'\u0301'.repeat(500)}`).length).toBeLessThan(10);
    expect(visible('x'.repeat(65_536)).length).toBe(longest + 1);
  });
});

describe('u01: foreign text of several lines', () => {
  it('keeps its lines, and shows everything else that hides', () => {
    expect(visibleLines('POST /token\r\n400\n\u202eevil\u0007')).toBe('POST /token\n400\n⟨RLO⟩evil␇');
    expect(visibleLines('a\rb')).toBe('a␍b');
  });
  it('ends somewhere', () => {
    expect(visibleLines('x\n'.repeat(100_000)).split('\n')).toHaveLength(mostLines + 1);
  });
});
