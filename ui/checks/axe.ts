/** @file Runs axe in a page and tells what it found. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run: (options: object) => Promise<AxeResults>;
}

export interface Violation {
  rule: string;
  nodes: string[];
}

/** Every violation; none is allowed. */
export async function violations(page: Page): Promise<Violation[]> {
  // Playwright may put a script in although the page's policy would not.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const results = await (window as unknown as { axe: Axe }).axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // All rules run; only the nodes of violations are written out.
      resultTypes: ['violations'],
    });
    return results.violations.map(violation => ({
      rule: violation.id,
      nodes: violation.nodes
        .slice(0, 4)
        .map(node => `${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    }));
  });
}
