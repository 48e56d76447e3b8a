/** @file Proves the choice of scopes on screen: by keyboard, kept, and with what stops working shown before. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sharedBrowser } from './browser.ts';

const { open, close } = sharedBrowser();

const dialog = (page: Page) => page.getByRole('dialog');
const box = (page: Page, name: RegExp) => page.getByRole('checkbox', { name });

/** Opens the scopes of a connection by keyboard alone. */
async function openScopes(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Reconnect', exact: true }).first().click();
  const trigger = dialog(page).getByRole('button', { name: /^Scopes/ });
  await trigger.waitFor();
  expect(await trigger.getAttribute('aria-expanded')).toBe('false');
  await trigger.focus();
  await page.keyboard.press('Enter');
  await box(page, /^read/).waitFor();
}

async function reconnect(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Reconnect', exact: true }).click();
}

async function allow(page: Page): Promise<void> {
  await page.locator('[data-phase=waiting]').waitFor();
  await page.evaluate(() =>
    window.gallery.signIns.finish(window.gallery.signIns.running().at(-1) ?? '', 'allow'),
  );
  await dialog(page).waitFor({ state: 'detached' });
}

describe('choosing scopes', () => {
  it('is folded away at first, shows what cannot be left out, and works by keyboard', async () => {
    const page = await open({ scene: 'able', at: 'connection/support' });
    await openScopes(page);
    expect(await box(page, /^read/).isDisabled()).toBe(true);
    expect(await box(page, /^read/).isChecked()).toBe(true);
    await page.keyboard.press('Tab');
    await page.waitForFunction(() => document.activeElement?.getAttribute('type') === 'checkbox');
    await page.keyboard.press('Space');
    await page.waitForFunction(
      () => document.activeElement instanceof HTMLInputElement && !document.activeElement.checked,
    );
    await page.getByText('With these scopes, this stops working').waitFor();
    expect(await page.locator('[data-consequences]').textContent()).toContain('step 2 (needs write)');
    await dialog(page)
      .getByRole('button', { name: /^Back to what the app/ })
      .press('Enter');
    await page.locator('[data-consequences]').waitFor({ state: 'detached' });
    expect(await box(page, /^write/).isChecked()).toBe(true);
    await close();
  });

  it('opens nothing before what stops working was accepted, and Back leaves everything as chosen', async () => {
    const page = await open({ scene: 'able', at: 'connection/support' });
    await openScopes(page);
    await box(page, /^write/).press('Space');
    await page.locator('[data-consequences]').waitFor();
    await reconnect(page);
    const question = page.locator('[data-consequences=asked]');
    await question.waitFor();
    expect(await question.getAttribute('role')).toBe('alert');
    expect(await page.evaluate(() => window.gallery.signIns.running())).toEqual([]);
    await page.waitForFunction(() => document.activeElement?.textContent === 'Back');
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await dialog(page).getByRole('button', { name: 'Use my browser instead' }).click();
    await question.waitFor();
    expect(await page.evaluate(() => window.gallery.signIns.running())).toEqual([]);
    await dialog(page).getByRole('button', { name: 'Reconnect all the same' }).click();
    await allow(page);
    await page.getByText('chosen for this connection').first().waitFor();
    // The next reconnect asks for the same, and has nothing to ask the person.
    await openScopes(page);
    expect(await box(page, /^write/).isChecked()).toBe(false);
    await reconnect(page);
    await allow(page);
    await page.getByText('chosen for this connection').first().waitFor();
    await close();
  });

  it('takes further scopes, refuses what is none at its field, and keeps what was typed', async () => {
    const page = await open({ scene: 'able', at: 'connection/support' });
    await openScopes(page);
    const further = dialog(page).getByLabel('Further scopes');
    await further.fill('tickets:write "all"');
    await page.getByText('is no scope').waitFor();
    await reconnect(page);
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-invalid') === 'true');
    expect(await page.evaluate(() => window.gallery.signIns.running())).toEqual([]);
    await further.fill('tickets:write users:read');
    await page.getByText('is no scope').waitFor({ state: 'detached' });
    await dialog(page).getByRole('button', { name: 'Scopes (4)' }).waitFor();
    await reconnect(page);
    await allow(page);
    await page.getByText('tickets:write').first().waitFor();
    await close();
  });

  it('leads from a step that lacks a scope to a sign-in that asks for it', async () => {
    const page = await open({ scene: 'scopes', at: 'recipe/sample/recipe/s2' });
    await page.locator('[data-step=s2]').getByRole('button', { name: 'Reconnect with this scope' }).click();
    await box(page, /^write/).waitFor();
    expect(await box(page, /^write/).isChecked()).toBe(true);
    expect(await box(page, /^tickets:read/).isChecked()).toBe(true);
    expect(await page.locator('[data-consequences]').count()).toBe(0);
    await reconnect(page);
    await allow(page);
    const asked = await page.evaluate(
      () => window.gallery.world.connections.find(one => one.row.id === 'support')?.scopes,
    );
    expect(asked).toEqual({ asked: ['read', 'write', 'tickets:read'], is_chosen: true, lacking: [] });
    await close();
  });

  it('has no choice where a key is typed', async () => {
    const page = await open({ at: 'app/zendesk' });
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await dialog(page).getByText('Practice Zendesk').first().click();
    await dialog(page)
      .getByRole('button', { name: /^Scopes/ })
      .waitFor();
    await page.getByRole('button', { name: /Way to sign in/ }).click();
    await page.getByRole('option', { name: 'API token' }).click();
    await dialog(page)
      .getByRole('button', { name: /^Scopes/ })
      .waitFor({ state: 'detached' });
    await close();
  });
});
