/** @file Runs axe over every screen, light and dark, and allows no violation. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, show } from './browser.ts';
import { screens } from './screens.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe.each(['light', 'dark'] as const)('axe finds nothing, %s', colorScheme => {
  it.each(screens)('on $name', async ({ name: _, prepare, ...view }) => {
    // Playwright may put a script in although the page's policy would not.
    const { page, complaints } = await show(browser, { ...view, colorScheme, reducedMotion: 'reduce' });
    await prepare?.(page);
    await page.evaluate(axe);
    const results = await page.evaluate(() => {
      const run = (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe;
      return run.run({
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
    });
    const found = results.violations.map(violation => ({
      rule: violation.id,
      nodes: violation.nodes
        .slice(0, 4)
        .map(node => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    }));
    await page.context().close();
    expect(found).toEqual([]);
    expect(complaints).toEqual([]);
  });
});
