/** @file Runs axe over every screen, light and dark, and allows no violation. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { launch, show } from './browser.ts';
import { screens } from './screens.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

async function putOn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    dark => document.documentElement.classList.contains('dark') === dark,
    colorScheme === 'dark',
  );
}

describe('axe finds nothing, light and dark', () => {
  it.concurrent.each(screens)('on $name', async ({ name: _, prepare, ...view }) => {
    const { page, leave } = await show(browser, { ...view, reducedMotion: 'reduce' });
    await putOn(page, 'light');
    await prepare?.(page);
    const light = await violations(page);
    await putOn(page, 'dark');
    const dark = await violations(page);
    expect({ light, dark }).toEqual({ light: [], dark: [] });
    await leave();
  });
});
