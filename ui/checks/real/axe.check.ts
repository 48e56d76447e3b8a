/** @file Runs axe over the main screens as the real engine fills them, with a practice account connected. */
import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { violations } from '../axe.ts';
import { launch } from '../browser.ts';
import type {} from './bridge.ts';

const address = inject('bridgeAddress');

let browser: Browser;
let context: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await launch();
  context = await browser.newContext({
    viewport: { width: 1240, height: 820 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.on('pageerror', error => complaints.push(String(error)));
});
afterAll(async () => {
  await browser.close();
  expect(complaints).toEqual([]);
});

async function at(place: string): Promise<void> {
  await page.goto(`${address}/#/${place}`);
  await page.reload();
  await page.waitForSelector('main h1');
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
}

/** Asks the engine behind the bridge, as the page does. */
async function ask<Answer>(call: string, question: object | null): Promise<Answer> {
  const response = await context.request.post(`${address}/rpc`, { data: { call, question } });
  const answer = await response.json();
  if (!response.ok()) throw new Error(JSON.stringify(answer));
  return answer as Answer;
}

/** Both looks of what is on screen. */
async function isAccessible(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.waitForFunction(
      dark => document.documentElement.classList.contains('dark') === dark,
      colorScheme === 'dark',
    );
    expect(await violations(page), colorScheme).toEqual([]);
  }
}

it('finds nothing before anything is connected', async () => {
  await at('recipes');
  await isAccessible();
  await page.getByRole('button', { name: 'Open the sample recipe' }).click();
  await page.getByText('Salesforce is not connected').waitFor();
  await isAccessible();
});

it('finds nothing in the connect dialog', async () => {
  await page.getByRole('tab', { name: 'Connections' }).click();
  await page.getByRole('button', { name: 'Connect Salesforce' }).first().click();
  await page.locator('[data-opens]').waitFor();
  await isAccessible();
});

it('finds nothing while a sign-in waits', async () => {
  await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
  await page.locator('[data-phase=waiting]').waitFor();
  await isAccessible();
});

it('finds nothing once an account is connected, and in its open picklist', async () => {
  const [running] = await ask<{ sign_in: string | null }[]>('connections', null);
  const link = await ask<{ url: string }>('sign_in.link', { id: running?.sign_in });
  const people = JSON.parse(await readFile(inject('practiceFile'), 'utf8')).people as {
    app: string;
    username: string;
    password: string;
  }[];
  const person = people.find(one => one.username === 'integration@acme.test');
  const theirs = await context.newPage();
  await theirs.goto(link.url);
  await theirs.fill('#username', person?.username ?? '');
  await theirs.fill('#password', person?.password ?? '');
  await theirs.click('#Login');
  await theirs.click('#oaapprove');
  await theirs.getByText('close').first().waitFor();
  await theirs.close();
  await page.getByText('Connection established on').waitFor();
  await isAccessible();

  await page.getByRole('tab', { name: 'Recipe' }).click();
  await page
    .getByRole('combobox', { name: /^Object/ })
    .first()
    .click();
  await page.getByRole('option').first().waitFor();
  await isAccessible();
  await page.keyboard.type('acc');
  await page
    .getByRole('option', { name: /^Account/ })
    .first()
    .waitFor();
  await page.keyboard.press('ArrowDown');
  await isAccessible();
});

it.each(['recipes', 'connections', 'apps', 'app/salesforce', 'app/zendesk', 'settings'])(
  'finds nothing on %s',
  async place => {
    await at(place);
    await isAccessible();
  },
);

it('finds nothing on one connection', async () => {
  const [connection] = await ask<{ id: string }[]>('connections', null);
  await at(`connection/${connection?.id}`);
  await isAccessible();
});
