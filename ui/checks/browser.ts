/** @file Opens the gallery in Chromium for a check, and collects what the page complains about. */
import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject } from 'vitest';
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

interface Opened {
  page: Page;
  /** Content policy violations, script errors, console errors, since the scene was opened. */
  complaints: string[];
}

interface Shown {
  page: Page;
  /** Ends the look at a scene, in which nothing may have been complained about. */
  leave: () => Promise<void>;
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

/** Pages left by checks that passed, by browser and options. */
const free = new WeakMap<Browser, Map<string, Opened[]>>();

function freePages(browser: Browser, options: BrowserContextOptions): Opened[] {
  const pages = free.get(browser) ?? new Map<string, Opened[]>();
  free.set(browser, pages);
  const key = JSON.stringify(options);
  const left = pages.get(key) ?? [];
  pages.set(key, left);
  return left;
}

async function newPage(browser: Browser, options: BrowserContextOptions): Promise<Opened> {
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
  return { page, complaints };
}

let visits = 0;

/** Opens a scene of the gallery at a place. Loading it in a page that has shown another takes a third of the time. */
async function showIn(browser: Browser, view: View): Promise<Shown> {
  const { scene = 'usual', at = 'recipes', slow = 0, text = 100, ...options } = view;
  const left = freePages(browser, options);
  const opened = left.pop() ?? (await newPage(browser, options));
  const { page, complaints } = opened;
  complaints.length = 0;
  visits += 1;
  // An address that differs in its place alone would keep the world of the scene before.
  await page.goto(`${inject('galleryAddress')}/?scene=${scene}&slow=${slow}&visit=${visits}#/${at}`);
  if (text !== 100) {
    await page.evaluate(size => {
      document.documentElement.style.fontSize = `${size}%`;
    }, text);
  }
  await page.waitForSelector('main h1, main [data-problem]');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  return {
    page,
    leave: async () => {
      // The next scene would be under the pointer.
      await page.mouse.move(0, 0);
      expect(complaints).toEqual([]);
      left.push(opened);
    },
  };
}

interface SharedBrowser {
  /** Shows a scene and returns its own way out, as checks that run side by side need. */
  show: (view: View) => Promise<Shown>;
  /** Shows a scene until `close`, for checks that run one after another. */
  open: (view: View) => Promise<Page>;
  /** Leaves the scene opened last. */
  close: () => Promise<void>;
}

/** One browser for all checks of a file: started before the first of them, closed after the last. */
export function sharedBrowser(): SharedBrowser {
  let browser: Browser;
  let shown: Shown;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  return {
    show: view => showIn(browser, view),
    open: async view => {
      shown = await showIn(browser, view);
      return shown.page;
    },
    close: () => shown.leave(),
  };
}

/** Waits until the focus is on what begins with these words. */
export async function focusIsOn(page: Page, words: string): Promise<void> {
  await page.waitForFunction(
    wanted => document.activeElement?.textContent?.trim().startsWith(wanted) === true,
    words,
  );
}
