/** @file The screens of the gallery that are looked at, by people and by axe. */
import type { Page } from 'playwright-core';
import type { View } from './browser.ts';

export interface Screen extends View {
  name: string;
  /** What is done before looking. */
  prepare?: (page: Page) => Promise<void>;
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first();

async function openPicklist(page: Page): Promise<void> {
  await page
    .getByRole('combobox', { name: /^Object/ })
    .first()
    .click();
  await page.getByRole('option').first().waitFor();
}

/** Opens the choice of scopes of a connection that works, and leaves one out that a step needs. */
async function leaveOutWrite(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Scopes/ })
    .click();
  await page.getByRole('checkbox', { name: /^write/ }).press('Space');
  await page.locator('[data-consequences]').waitFor();
  await page.locator('[data-consequences]').scrollIntoViewIfNeeded();
}

/** A sign-in that comes to a question, or shows a code. */
function questionScreen(
  name: string,
  outcome: 'tenant' | 'code' | 'device' | 'sandbox',
  text: string,
): Screen {
  return {
    name,
    scene: 'broken',
    at: 'recipe/sample/connections/salesforce.primary',
    prepare: async page => {
      await button(page, 'Reconnect Acme production').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reconnect', exact: true }).click();
      await page.locator('[data-phase=waiting]').waitFor();
      await page.evaluate(
        how => window.gallery.signIns.finish(window.gallery.signIns.running()[0] ?? '', how),
        outcome,
      );
      await page.getByText(text).first().waitFor();
    },
  };
}

export const screens: Screen[] = [
  { name: 'welcome', scene: 'first', at: 'recipes' },
  { name: 'recipes', at: 'recipes' },
  { name: 'recipes-failing', scene: 'failing', at: 'recipes' },
  { name: 'recipe', at: 'recipe/sample/recipe' },
  { name: 'recipe-connected', scene: 'connected', at: 'recipe/sample/recipe' },
  { name: 'recipe-empty', at: 'recipe/renewals/recipe' },
  { name: 'recipe-broken', scene: 'broken', at: 'recipe/sample/recipe' },
  { name: 'recipe-locked', scene: 'locked', at: 'recipe/sample/recipe' },
  { name: 'recipe-hostile', scene: 'hostile', at: 'recipe/sample/recipe' },
  { name: 'picklist', scene: 'connected', at: 'recipe/sample/recipe', prepare: openPicklist },
  {
    name: 'picklist-search',
    scene: 'connected',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await openPicklist(page);
      await page.keyboard.type('inv');
      await page.getByText('found in').waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'picklist-fields',
    scene: 'connected',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await openPicklist(page);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      const fields = page.getByRole('combobox', { name: /^Field to watch/ }).first();
      await page.waitForFunction(
        () => !document.querySelectorAll<HTMLInputElement>('[role=combobox]')[1]?.disabled,
      );
      await fields.click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'picklist-nothing',
    scene: 'connected',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await openPicklist(page);
      await page.keyboard.type('zzzzz');
      await page.getByText('Nothing matches').waitFor();
    },
  },
  {
    name: 'picklist-empty',
    scene: 'empty',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await page
        .getByRole('combobox', { name: /^Object/ })
        .first()
        .click();
      await page.getByText('This account has none').waitFor();
    },
  },
  {
    name: 'picklist-down',
    scene: 'down',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await page
        .getByRole('combobox', { name: /^Object/ })
        .first()
        .click();
      await page.locator('[data-picklist-problem]').first().waitFor();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'picklist-refused',
    scene: 'refused',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await page
        .getByRole('combobox', { name: /^Object/ })
        .first()
        .click();
      await page.locator('[data-picklist-problem]').first().waitFor();
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'picklist-stale',
    scene: 'stale',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await openPicklist(page);
      await page.locator('[data-picklist-problem]').first().waitFor();
    },
  },
  { name: 'picklist-hostile', scene: 'hostile', at: 'recipe/sample/recipe', prepare: openPicklist },
  {
    name: 'add-step',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await button(page, 'Add step').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  { name: 'connections-tab', at: 'recipe/sample/connections' },
  { name: 'connections-tab-limited', at: 'recipe/sample/connections/salesforce.secondary' },
  {
    name: 'connections-tab-candidates',
    scene: 'candidates',
    at: 'recipe/sample/connections/salesforce.primary',
  },
  { name: 'connections-tab-broken', scene: 'broken', at: 'recipe/sample/connections/salesforce.primary' },
  {
    name: 'connections-tab-connected',
    scene: 'connected',
    at: 'recipe/sample/connections/salesforce.primary',
  },
  { name: 'connect', at: 'recipe/sample/connections/salesforce.primary', prepare: openConnect },
  {
    name: 'connect-real',
    at: 'recipe/sample/connections/salesforce.primary',
    prepare: async page => {
      await openConnect(page);
      await page.getByText('With an account of yours').click();
      await page.locator('[data-client-missing]').waitFor();
    },
  },
  {
    name: 'connect-mistake',
    at: 'app/zendesk',
    prepare: async page => {
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByRole('button', { name: /Way to sign in/ }).click();
      await page.getByRole('option', { name: 'API token' }).click();
      await page.getByLabel(/Email/).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('This is needed.').first().waitFor();
    },
  },
  {
    name: 'sign-in',
    at: 'recipe/sample/connections/salesforce.primary',
    prepare: async page => {
      await openConnect(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
      await page.locator('[data-phase=waiting]').waitFor();
    },
  },
  {
    name: 'sign-in-closed',
    at: 'recipe/sample/connections/salesforce.primary',
    prepare: async page => {
      await openConnect(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
      await page.locator('[data-phase=waiting]').waitFor();
      await page.evaluate(() =>
        window.gallery.signIns.finish(window.gallery.signIns.running()[0] ?? '', 'close'),
      );
      await page.locator('[data-problem=cancelled]').waitFor();
    },
  },
  {
    name: 'account-question',
    scene: 'broken',
    at: 'recipe/sample/connections/salesforce.primary',
    prepare: async page => {
      await button(page, 'Reconnect Acme production').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Reconnect', exact: true }).click();
      await page.locator('[data-phase=waiting]').waitFor();
      await page.evaluate(() =>
        window.gallery.signIns.finish(window.gallery.signIns.running()[0] ?? '', 'other'),
      );
      await page.getByText('Another account signed in').waitFor();
    },
  },
  questionScreen('account-sandbox', 'sandbox', 'This is a sandbox; before it was production.'),
  questionScreen('tenant-question', 'tenant', 'Which Jira site?'),
  questionScreen('code-question', 'code', 'It then shows a code.'),
  questionScreen('device-code', 'device', 'WDJB-MJHT'),
  { name: 'connections', at: 'connections' },
  { name: 'connections-locked', scene: 'locked', at: 'connections' },
  { name: 'connections-none', scene: 'first', at: 'connections' },
  { name: 'connections-hostile', scene: 'hostile', at: 'connections' },
  { name: 'connection', scene: 'connected', at: 'connection/acme' },
  { name: 'connection-limited', scene: 'connected', at: 'connection/subsidiary' },
  { name: 'connection-hostile', scene: 'hostile', at: 'connection/subsidiary' },
  {
    name: 'connection-remove',
    scene: 'connected',
    at: 'connection/acme',
    prepare: async page => {
      await button(page, 'Remove connection…').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  { name: 'connections-causes', scene: 'causes', at: 'connections' },
  ...[
    'credentials',
    'rights',
    'admin',
    'account',
    'client',
    'host',
    'down',
    'limit',
    'network',
    'not-api',
  ].map(
    (cause): Screen => ({
      name: `cause-${cause}`,
      scene: 'causes',
      at: `connection/${cause}`,
      prepare: async page => {
        const shown = page.getByRole('button', { name: /^Show what/ });
        if ((await shown.count()) > 0) await shown.first().click();
      },
    }),
  ),
  { name: 'recipe-lost', scene: 'reduced', at: 'recipe/sample/recipe/s4/field' },
  { name: 'connections-tab-lost', scene: 'reduced', at: 'recipe/sample/connections/salesforce.secondary' },
  { name: 'connection-reduced', scene: 'reduced', at: 'connection/subsidiary' },
  {
    name: 'connection-history',
    scene: 'reduced',
    at: 'connection/subsidiary',
    prepare: page => page.getByRole('heading', { name: 'History' }).scrollIntoViewIfNeeded(),
  },
  { name: 'connection-well', scene: 'reduced', at: 'connection/acme' },
  { name: 'recipe-scopes', scene: 'scopes', at: 'recipe/sample/recipe/s2' },
  { name: 'connection-scopes', scene: 'scopes', at: 'connection/support' },
  { name: 'scopes', scene: 'able', at: 'connection/support', prepare: leaveOutWrite },
  {
    name: 'scopes-stop',
    scene: 'able',
    at: 'connection/support',
    prepare: async page => {
      await leaveOutWrite(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Reconnect', exact: true }).click();
      await page.getByRole('button', { name: 'Reconnect all the same' }).waitFor();
    },
  },
  {
    name: 'scopes-mistake',
    scene: 'scopes',
    at: 'connection/support',
    prepare: async page => {
      await button(page, 'Reconnect with this scope').click();
      await page.getByLabel('Further scopes').fill('tickets:write "all"');
      await page.getByText('is no scope').first().waitFor();
      await page.getByText('is no scope').first().scrollIntoViewIfNeeded();
    },
  },
  { name: 'connection-locked', scene: 'locked', at: 'connection/acme' },
  {
    name: 'picklist-locked',
    scene: 'locked',
    at: 'recipe/sample/recipe',
    prepare: async page => {
      await page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('[role=combobox]')?.disabled === false,
      );
      await openPicklist(page);
    },
  },
  { name: 'connections-several', scene: 'several', at: 'connections' },
  { name: 'recipe-several', scene: 'several', at: 'recipe/sample/connections/zendesk.primary' },
  { name: 'leaving', scene: 'leaving', at: 'connections' },
  { name: 'queue', scene: 'several', at: 'connections', prepare: openQueue },
  {
    name: 'queue-left',
    scene: 'several',
    at: 'connections',
    prepare: async page => {
      await openQueue(page);
      await page.getByRole('dialog').getByRole('button', { name: 'Reconnect' }).click();
      await page.locator('[data-phase=waiting]').waitFor();
      await page.evaluate(() =>
        window.gallery.signIns.finish(window.gallery.signIns.running()[0] ?? '', 'allow'),
      );
      await page.getByText('works again').waitFor();
    },
  },
  {
    name: 'queue-end',
    scene: 'several',
    at: 'connections',
    prepare: async page => {
      await openQueue(page);
      for (const _ of [1, 2, 3, 4])
        await page.getByRole('dialog').getByRole('button', { name: 'Skip' }).click();
      await page.getByRole('button', { name: 'Done' }).waitFor();
    },
  },
  {
    name: 'connection-disconnect',
    scene: 'reduced',
    at: 'connection/subsidiary',
    prepare: async page => {
      await button(page, 'Disconnect…').click();
      await page.getByRole('alertdialog').waitFor();
    },
  },
  {
    name: 'duplicate',
    scene: 'candidates',
    at: 'connections',
    prepare: async page => {
      await button(page, 'New connection').click();
      await page.getByRole('menuitem', { name: 'Salesforce' }).click();
      await page.locator('[data-opens]').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Connect', exact: true }).click();
      await page.locator('[data-phase=waiting]').waitFor();
      await page.evaluate(() =>
        window.gallery.signIns.finish(window.gallery.signIns.running()[0] ?? '', 'duplicate'),
      );
      await page.getByRole('dialog', { name: 'This account is connected already' }).waitFor();
    },
  },
  {
    name: 'connections-removed',
    scene: 'several',
    at: 'connection/pantry',
    prepare: async page => {
      await button(page, 'Remove connection…').click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Remove connection' }).click();
      await page.getByRole('heading', { name: 'Removed since Larder was opened' }).waitFor();
    },
  },
  {
    name: 'history-exported',
    scene: 'reduced',
    at: 'connection/subsidiary',
    prepare: async page => {
      await button(page, 'Export…').click();
      await page.getByRole('menuitem', { name: 'As a table (CSV)' }).click();
      await page.locator('[data-exported]').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'recipe-exported',
    at: 'recipes',
    prepare: async page => {
      await page.getByRole('button', { name: /^More for New or updated/ }).click();
      await page.getByRole('menuitem', { name: 'Export…' }).click();
      await page.locator('[data-exported]').waitFor();
    },
  },
  {
    name: 'settings-watch',
    at: 'settings',
    prepare: page => page.getByText('Tell me when a connection breaks').scrollIntoViewIfNeeded(),
  },
  {
    name: 'switch-would-break',
    scene: 'reduced',
    at: 'recipe/sample/connections/salesforce.secondary',
    prepare: async page => {
      await button(page, 'Switch connection').click();
      await page.getByRole('button', { name: 'Use Acme staging' }).click();
      await page.getByRole('region', { name: 'What would stop working' }).waitFor();
    },
  },
  {
    name: 'switch-to-sandbox',
    scene: 'reduced',
    at: 'recipe/sample/connections/salesforce.primary',
    prepare: async page => {
      await button(page, 'Switch connection').click();
      await page.getByRole('button', { name: 'Use Acme staging' }).click();
      await page.locator('[data-environment-changed]').waitFor();
    },
  },
  {
    name: 'permission-set',
    scene: 'reduced',
    at: 'connection/subsidiary',
    prepare: async page => {
      await button(page, 'Save permission set').click();
      await page.locator('[data-exported]').scrollIntoViewIfNeeded();
    },
  },
  { name: 'apps', scene: 'locked', at: 'apps' },
  { name: 'app', at: 'app/salesforce' },
  {
    name: 'settings',
    scene: 'locked',
    at: 'settings',
    prepare: async page => {
      await button(page, 'Run self-test').click();
      await page.getByText('GNOME Keyring answered').waitFor();
    },
  },
  {
    name: 'settings-client',
    at: 'settings/client.salesforce',
    prepare: async page => {
      await page.getByRole('dialog').waitFor();
    },
  },
];

async function openConnect(page: Page): Promise<void> {
  await button(page, 'Connect Salesforce').click();
  await page.getByRole('dialog').waitFor();
  await page.locator('[data-opens], [data-client-missing]').first().waitFor();
}

async function openQueue(page: Page): Promise<void> {
  await button(page, 'Fix 4 connections').click();
  await page.getByRole('dialog').waitFor();
}
