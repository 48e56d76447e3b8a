/** @file Opens the gallery in Chromium for a check, and collects what the page complains about. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import type {} from './gallery.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export async function launch(): Promise<Browser> {
  const executablePath = process.env.LARDER_CHROMIUM ?? places.find(existsSync);
  if (!executablePath)
    throw new Error(`Chromium is needed at one of ${places.join(', ')}, or in LARDER_CHROMIUM`);
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
}

export interface Shown {
  page: Page;
  /** Content policy violations, script errors, console errors. */
  complaints: string[];
}

export interface View extends BrowserContextOptions {
  scene?: string;
  /** The place, as in the address: `recipe/sample/recipe`. */
  at?: string;
  /** Milliseconds before each answer. */
  slow?: number;
  /** Root font size in per cent. */
  text?: number;
}

/** Opens a scene of the gallery at a place. */
export async function show(browser: Browser, view: View = {}): Promise<Shown> {
  const { scene = 'usual', at = 'recipes', slow = 0, text = 100, ...options } = view;
  const context = await browser.newContext({
    viewport: { width: 1240, height: 820 },
    locale: 'en-GB',
    ...options,
  });
  const page = await context.newPage();
  // As the window does (`freezePrototype` in tauri.conf.json).
  await page.addInitScript(() => Object.freeze(Object.prototype));
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${inject('galleryAddress')}/?scene=${scene}&slow=${slow}#/${at}`);
  if (text !== 100) {
    await page.evaluate(size => {
      document.documentElement.style.fontSize = `${size}%`;
    }, text);
  }
  await page.waitForSelector('main h1, main [data-problem]');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return { page, complaints };
}
