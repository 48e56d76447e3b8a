/** @file Runs axe over every screen, light and dark, and allows no violation. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violations } from './axe.ts';
import { sharedBrowser } from './browser.ts';
import { screens } from './screens.ts';

const { show } = sharedBrowser();

async function putOn(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    dark => document.documentElement.classList.contains('dark') === dark,
    colorScheme === 'dark',
  );
}

describe('axe finds nothing, light and dark', () => {
  it.concurrent.each(screens)('on $name', async ({ name: _, prepare, ...view }) => {
    const { page, leave } = await show({ ...view, reducedMotion: 'reduce' });
    await putOn(page, 'light');
    await prepare?.(page);
    const light = await violations(page);
    await putOn(page, 'dark');
    const dark = await violations(page);
    expect({ light, dark }).toEqual({ light: [], dark: [] });
    await leave();
  });
});
