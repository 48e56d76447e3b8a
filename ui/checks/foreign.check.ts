/** @file Proves that hostile and odd texts from apps are shown as texts, on every screen. */
import { describe, expect, it } from 'vitest';
import { sharedBrowser } from './browser.ts';

const { open, close } = sharedBrowser();

const screens = [
  'recipes',
  'recipe/sample/recipe',
  'recipe/sample/connections/salesforce.secondary',
  'connections',
  'connection/subsidiary',
];

describe('u01: foreign texts', () => {
  it.each(screens)('are texts and stay in their place on %s', async at => {
    const page = await open({ scene: 'hostile', at });
    await page.locator('main bdi', { hasText: '<img src=x' }).first().waitFor();
    await page.waitForFunction(() => !document.querySelector('main [role=status][aria-label^=Loading]'));
    expect(await page.title()).not.toBe('broken');
    expect(await page.locator('main img[src=x], main script').count()).toBe(0);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(wide).toBe(false);
    await close();
  });

  it('are isolated and show their control characters in the rows of a list', async () => {
    const page = await open({ scene: 'hostile', at: 'recipe/sample/recipe' });
    await page
      .getByRole('combobox', { name: /^Object/ })
      .first()
      .click();
    await page.getByRole('option').first().waitFor();
    const rows = await page.getByRole('option').allTextContents();
    expect(rows.join()).toContain('<img src=x onerror=');
    expect(rows.join()).toContain('invoice⟨RLO⟩gpj.exe');
    expect(rows.join()).toContain('nul␀ esc␛[31m');
    const heights = await page
      .getByRole('option')
      .evaluateAll(options => options.map(option => option.clientHeight));
    expect(Math.max(...heights) - Math.min(...heights)).toBeLessThanOrEqual(1);
    expect(await page.locator('[role=option] bdi').count()).toBeGreaterThan(5);
    await close();
  });
});
