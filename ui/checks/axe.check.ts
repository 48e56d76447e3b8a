/** @file Runs axe over every screen, light and dark, and allows no violation. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launch, show } from './browser.ts';
import { screens } from './screens.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(['light', 'dark'] as const)('axe finds nothing, %s', colorScheme => {
  it.each(screens)('on $name', async ({ name: _, prepare, ...view }) => {
    const { page, complaints } = await show(browser, { ...view, colorScheme, reducedMotion: 'reduce' });
    await prepare?.(page);
    const found = await violations(page);
    await page.context().close();
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
