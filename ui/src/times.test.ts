/** @file Proves the words for times and counts. */
import { describe, expect, it } from 'vitest';
import { age, ago, countdown, counted, date, lifetime, listed, until } from './times.ts';

const now = Date.UTC(2026, 10, 24, 12);

describe('times', () => {
  it('says how long ago', () => {
    expect(ago(now - 5_000, now)).toBe('just now');
    expect(ago(now - 120_000, now)).toBe('2 minutes ago');
    expect(ago(now - 3 * 3_600_000, now)).toBe('3 hours ago');
    expect(ago(now - 25 * 3_600_000, now)).toBe('yesterday');
    expect(ago(now - 60 * 86_400_000, now)).toContain('2026');
  });
  it('says the age of a list', () => {
    expect(age(now, now)).toBe('just read');
    expect(age(now - 130_000, now)).toBe('2 min old');
    expect(age(now - 50 * 3_600_000, now)).toBe('2 d old');
  });
  it('does not say the future when the clocks differ', () => {
    expect(ago(now + 30_000, now)).toBe('just now');
  });
  it('says lifetimes, counts and lists', () => {
    expect(lifetime(7200)).toBe('2 hours');
    expect(counted(1, 'step')).toBe('1 step');
    expect(counted(1431, 'step')).toBe('1,431 steps');
    expect(listed([1, 3, 4])).toBe('1, 3 and 4');
  });
  it('says when something is due', () => {
    expect(until(now + 40_000, now)).toBe('in 40 seconds');
    expect(until(now + 12 * 60_000, now)).toBe('in 12 minutes');
    expect(until(now + 3 * 3_600_000, now)).toBe('in 3 hours');
    expect(until(now - 1, now)).toBe('now');
  });
  it('counts down without ever saying nothing is left before it is over', () => {
    expect(countdown(now + 40_000, now)).toBe('40 s');
    expect(countdown(now + 1, now)).toBe('1 s');
    expect(countdown(now - 5_000, now)).toBe('1 s');
    expect(countdown(now + 150_000, now)).toBe('3 min');
    expect(countdown(now + 5 * 3_600_000, now)).toBe('5 h');
  });
  it('says a date, with the year where it is another', () => {
    expect(date(Date.UTC(2026, 8, 12, 12), now)).toBe('12 Sep');
    expect(date(Date.UTC(2025, 8, 12, 12), now)).toBe('12 Sep 2025');
  });
});
