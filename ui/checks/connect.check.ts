/** @file Proves the main job on screen: connect, choose, break, reconnect, with focus and news where they belong. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focusIsOn, sharedBrowser } from './browser.ts';

const { open, close } = sharedBrowser();

const dialog = (page: Page) => page.getByRole('dialog');

async function start(page: Page): Promise<void> {
  await page.locator('[data-opens]').waitFor();
  await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click();
  await page.locator('[data-phase=waiting]').waitFor();
}

async function finish(page: Page, outcome: 'allow' | 'close' | 'deny' | 'other' | 'window'): Promise<void> {
  await page.evaluate(
    how => window.gallery.signIns.finish(window.gallery.signIns.running().at(-1) ?? '', how),
    outcome,
  );
}

/** Presses Tab until the focus is on what has these words. */
async function tabTo(page: Page, words: RegExp): Promise<void> {
  for (let stop = 0; stop < 60; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const { activeElement: on } = document;
      const labels = on instanceof HTMLInputElement ? [...(on.labels ?? [])].map(one => one.textContent) : [];
      return [on?.getAttribute('aria-label'), ...labels, on?.textContent].filter(Boolean).join(' ').trim();
    });
    if (words.test(at)) return;
  }
  throw new Error(`Tab leads nowhere to ${words}`);
}

describe('by keyboard alone', () => {
  it('an account is connected, an object chosen, and the broken sign-in repaired', async () => {
    const page = await open({ scene: 'usual', at: 'recipe/sample/connections/salesforce.primary' });
    await tabTo(page, /^Connect Salesforce/);
    await page.keyboard.press('Enter');
    await page.locator('[data-opens]').waitFor();
    await tabTo(page, /^Connect$/);
    await page.keyboard.press('Enter');
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'allow');
    await dialog(page).waitFor({ state: 'detached' });
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();

    // What opened the dialog is gone with it, so the focus goes to the heading, a moment after the dialog.
    await focusIsOn(page, 'New or updated');
    await page.keyboard.press('Shift+Tab');
    await tabTo(page, /^Connections/);
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('tab', { name: 'Recipe', selected: true }).waitFor();
    await tabTo(page, /^Object/);
    await page.keyboard.type('acc');
    await page.keyboard.press('Enter');
    const object = page.getByRole('combobox', { name: /^Object/ }).first();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[role=combobox]')?.value === 'Account',
    );
    expect(await object.evaluate(input => input === document.activeElement)).toBe(true);

    await page.evaluate(() => {
      const { world, changed } = window.gallery;
      const row = world.connections.find(
        one => one.row.id === world.recipes[0]?.bound['salesforce.primary'],
      )?.row;
      if (row) row.state = 'needs_reconnect';
      changed(['recipe', 'recipes', 'connections', 'connection']);
    });
    await page.locator('[data-step=s1] [data-input=object]').getByText('needs reconnect').waitFor();
    await tabTo(page, /^Reconnect/);
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await tabTo(page, /^Reconnect$/);
    await page.keyboard.press('Enter');
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'allow');
    await dialog(page).waitFor({ state: 'detached' });
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[role=combobox]')?.disabled === false,
    );
    expect(await object.inputValue()).toBe('Account');
    await close();
  });
});

describe('connecting', () => {
  it('leads from the welcome to a filled list', async () => {
    const page = await open({ scene: 'first' });
    await page.getByRole('button', { name: 'Open the sample recipe' }).click();
    await page.getByRole('heading', { level: 1, name: /New or updated/ }).waitFor();
    await page.locator('[data-input=object]').getByRole('button', { name: 'Connect' }).click();
    expect(await page.locator('[data-opens]').textContent()).toContain('127.0.0.1:47610');
    await start(page);
    await finish(page, 'allow');
    await dialog(page).waitFor({ state: 'detached' });
    const object = page.getByRole('combobox', { name: /^Object/ });
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[role=combobox]')?.disabled === false,
    );
    await object.click();
    await page
      .getByRole('option', { name: /Account/ })
      .first()
      .waitFor();
    await close();
  });

  it('shows the row as connected with who and where, tells it, and leaves the focus in the page', async () => {
    const page = await open({ at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Connect Salesforce' }).click();
    await start(page);
    expect(await page.locator('[data-slot="salesforce.primary"]').getAttribute('data-slot-state')).toBe(
      'signing_in',
    );
    await finish(page, 'allow');
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    expect(await page.locator('[data-slot="salesforce.primary"]').textContent()).toContain(
      'integration@acme.test',
    );
    await page.getByText(/Connection established on/).waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[role=status]')].some(one => /connected/i.test(one.textContent ?? '')),
    );
    await page.waitForFunction(() => document.activeElement !== document.body);
    await close();
  });

  it('says so when the window is closed, keeps what was entered, and can go on at once', async () => {
    const page = await open({ at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Connect Salesforce' }).click();
    await dialog(page).getByLabel('Connection name').fill('My own name');
    await start(page);
    await finish(page, 'close');
    await page.locator('[data-problem=cancelled]').waitFor();
    expect(await dialog(page).getByLabel('Connection name').inputValue()).toBe('My own name');
    await start(page);
    await finish(page, 'allow');
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    expect(await page.locator('[data-slot="salesforce.primary"]').textContent()).toContain('My own name');
    await close();
  });

  it('runs two sign-ins side by side: one hidden, the other in its dialog', async () => {
    const page = await open({ scene: 'first' });
    await page.getByRole('button', { name: 'Open the sample recipe' }).click();
    await page.getByRole('tab', { name: 'Connections' }).click();
    await page.getByRole('button', { name: 'Connect Salesforce' }).click();
    await start(page);
    await dialog(page).getByRole('button', { name: 'Hide' }).click();
    await page.getByRole('button', { name: 'Connect Zendesk' }).click();
    await start(page);
    await finish(page, 'allow');
    await page.locator('[data-slot="zendesk.primary"][data-slot-state=connected]').waitFor();
    expect(await page.locator('[data-slot="salesforce.primary"]').getAttribute('data-slot-state')).toBe(
      'signing_in',
    );
    await page
      .getByRole('button', { name: /^Show sign-in of/ })
      .first()
      .click();
    await page.locator('[data-phase=waiting]').waitFor();
    await dialog(page).getByRole('button', { name: 'Bring window to front' }).click();
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    await close();
  });

  it('offers connections that are there first, and uses one', async () => {
    const page = await open({ scene: 'candidates', at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Use Acme production' }).click();
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    await close();
  });

  it('says which host will open before it opens, and that a client is missing for the real one', async () => {
    const page = await open({ at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Connect Salesforce' }).click();
    await page.getByText('With an account of yours').click();
    await page.locator('[data-opens="login.salesforce.com"]').waitFor();
    await page.locator('[data-client-missing]').waitFor();
    expect(await dialog(page).getByRole('button', { name: 'Connect', exact: true }).isDisabled()).toBe(true);
    await dialog(page).getByRole('button', { name: 'Enter the client in Settings' }).click();
    await page.getByRole('dialog', { name: /OAuth client for Salesforce/ }).waitFor();
    await dialog(page)
      .getByLabel(/Client id/)
      .fill('abc');
    await dialog(page)
      .getByLabel(/Client secret/)
      .fill('s3cret');
    await dialog(page).getByRole('button', { name: 'Save client' }).click();
    await page.getByText('Secret: ••••••••').waitFor();
    expect(await page.content()).not.toContain('s3cret');
    await close();
  });

  it('shows mistakes at their fields, the refused secret too, and keeps the fields', async () => {
    const page = await open({ at: 'app/zendesk' });
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByRole('button', { name: /Way to sign in/ }).click();
    await page.getByRole('option', { name: 'API token' }).click();
    const email = dialog(page).getByLabel(/Email/);
    await email.waitFor();
    await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    await email.fill('grace@acme.test');
    await dialog(page)
      .getByLabel(/API token/)
      .last()
      .fill('wrong');
    await page.locator('[data-opens]').waitFor();
    await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('Zendesk does not know this email and API token.').waitFor();
    expect(await page.locator('[data-field=api_token] [data-invalid]').count()).toBeGreaterThan(0);
    expect(await email.inputValue()).toBe('grace@acme.test');
    await dialog(page)
      .getByLabel(/API token/)
      .last()
      .fill('practice-token-grace');
    await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog(page).waitFor({ state: 'detached' });
    await close();
  });

  it('names a taken name at the name', async () => {
    const page = await open({ at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Connect Salesforce' }).click();
    await dialog(page).getByLabel('Connection name').fill('Acme support');
    await page.locator('[data-opens]').waitFor();
    await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await page
      .locator('[data-field=name]')
      .getByText('There is a connection of that name already.')
      .waitFor();
    await close();
  });
});

describe('repairing', () => {
  it('reconnects in place after a revocation, keeping name and slot', async () => {
    const page = await open({ scene: 'broken', at: 'recipe/sample/connections/salesforce.primary' });
    await page.locator('[data-problem=credentials]').waitFor();
    await page.getByRole('button', { name: 'Reconnect Acme production' }).click();
    await dialog(page).getByRole('button', { name: 'Reconnect', exact: true }).click();
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'allow');
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    expect(await page.locator('[data-slot="salesforce.primary"]').textContent()).toContain('Acme production');
    expect(await page.locator('[data-problem=credentials]').count()).toBe(0);
    await close();
  });

  it('asks when another account signed in, and Keep leaves everything as it was', async () => {
    const page = await open({ scene: 'broken', at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Reconnect Acme production' }).click();
    await dialog(page).getByRole('button', { name: 'Reconnect', exact: true }).click();
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'other');
    const question = page.getByRole('alertdialog');
    await question.waitFor();
    expect(await question.textContent()).toContain('integration@acme.test');
    expect(await question.textContent()).toContain('someone.else@other.test');
    await question.getByRole('button', { name: 'Keep' }).click();
    await question.waitFor({ state: 'detached' });
    // The row follows the engine's news, a moment after the dialog went.
    await page.locator('[data-slot="salesforce.primary"][data-slot-state="needs_reconnect"]').waitFor();
    await close();
  });

  it('shows a sign-in broken at the practice apps as it happens', async () => {
    const page = await open({ scene: 'connected', at: 'settings/practice' });
    await page.getByRole('button', { name: 'Break something' }).first().click();
    await page.getByRole('button', { name: 'Revoke the sign-in' }).first().click();
    await page.getByText('2 to fix').waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[role=status]')].some(one =>
        one.textContent?.includes('Needs reconnect'),
      ),
    );
    await close();
  });

  it('shows what goes with a connection before it is removed', async () => {
    const page = await open({ scene: 'connected', at: 'connection/acme' });
    await page.getByRole('button', { name: 'Remove connection…' }).click();
    const question = page.getByRole('alertdialog');
    expect(await question.textContent()).toContain('New or updated Salesforce accounts');
    await question.getByRole('button', { name: 'Remove connection' }).click();
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    expect(await page.locator('[data-connection=acme]').count()).toBe(0);
    await close();
  });
});

describe('moving about', () => {
  it('goes back by keyboard, and each screen takes the focus to its heading', async () => {
    const page = await open({ at: 'recipes' });
    await page.getByRole('link', { name: /Connections/ }).click();
    await page.waitForFunction(
      () => document.activeElement?.textContent === 'Connections' && document.activeElement.tagName === 'H1',
    );
    await page.keyboard.press('Alt+ArrowLeft');
    await page.waitForFunction(
      () => document.activeElement?.tagName === 'H1' && document.title.startsWith('Recipes'),
    );
    await close();
  });

  it('leads from the problem in the head to its slot', async () => {
    const page = await open({ at: 'recipe/sample/recipe' });
    await page.getByRole('link', { name: 'Salesforce (secondary): rights were reduced' }).click();
    await page.locator('[data-slot="salesforce.secondary"][data-chosen]').waitFor();
    await close();
  });
});
