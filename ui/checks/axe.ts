/** @file Runs axe in a page and tells what it found. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Violation {
  rule: string;
  nodes: string[];
}

/** Every violation; none is allowed. */
export async function violations(page: Page): Promise<Violation[]> {
  // Playwright may put a script in although the page's policy would not.
  await page.evaluate(axe);
  const results = await page.evaluate(() => {
    const run = (window as unknown as { axe: { run: (options: object) => Promise<AxeResults> } }).axe;
    return run.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
  });
  return results.violations.map(violation => ({
    rule: violation.id,
    nodes: violation.nodes.slice(0, 4).map(node => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  }));
}
