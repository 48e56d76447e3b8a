/** @file Proves the question before the window ends with a renewed sign-in that is not stored, by keyboard alone. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focusIsOn, sharedBrowser } from './browser.ts';

const { open, close } = sharedBrowser();

describe('r10: closing the window while a renewed sign-in is not stored', () => {
  const asked = (page: Page) => page.getByRole('alertdialog', { name: 'Quit and lose a renewed sign-in?' });
  const left = (page: Page) => page.evaluate(() => window.gallery.world.left);

  it('is asked about in words, by keyboard alone: unlocking stores it and closes', async () => {
    const page = await open({ scene: 'leaving', at: 'connections' });
    await asked(page).waitFor();
    const words = (await asked(page).textContent()) ?? '';
    expect(words).toContain('Acme production is not stored yet');
    expect(words).toContain('If you quit now, it is lost');
    await focusIsOn(page, 'Unlock keychain');
    await page.keyboard.press('Enter');
    await asked(page).getByText('Tried just now: it is still so.').waitFor();
    expect(await left(page)).toBeNull();
    await page.evaluate(() => {
      window.gallery.world.vault = { state: 'unlocked', words: 'Keychain: unlocked', problem: null };
    });
    await focusIsOn(page, 'Unlock keychain');
    await page.keyboard.press('Enter');
    await asked(page).waitFor({ state: 'detached' });
    expect(await left(page)).toBe('stored');
    await close();
  });

  it('comes over whatever is open, and Escape stays', async () => {
    const page = await open({ scene: 'several', at: 'connections' });
    await page.getByRole('main').getByRole('button', { name: 'Fix 4 connections' }).click();
    await page.getByRole('dialog', { name: /^1 of 4/ }).waitFor();
    await page.evaluate(() => {
      window.gallery.world.leaving = {
        kind: 'storage',
        what: 'The renewed sign-in of Acme is not stored yet. The disk is full.',
        safe: 'Larder holds it in memory.',
        hint: 'Free some space and try again. Larder quits once it is stored.',
        action: { kind: 'retry', label: 'Try again' },
        detail: null,
        field: null,
      };
      window.gallery.changed(['status']);
    });
    await asked(page).waitFor();
    await focusIsOn(page, 'Try again');
    await page.keyboard.press('Escape');
    await asked(page).waitFor({ state: 'detached' });
    expect(await left(page)).toBeNull();
    await page.getByRole('dialog', { name: /^1 of 4/ }).waitFor();
    await close();
  });

  it('ends it all the same when the person says so', async () => {
    const page = await open({ scene: 'leaving', at: 'connections' });
    await asked(page).getByRole('button', { name: 'Quit anyway' }).click();
    await asked(page).waitFor({ state: 'detached' });
    expect(await left(page)).toBe('anyway');
    await close();
  });
});
