/** @file Proves the repair on screen: causes, lost choices, the way through several broken connections, by keyboard alone. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { focusIsOn, sharedBrowser } from './browser.ts';

const { open, close } = sharedBrowser();

const dialog = (page: Page) => page.getByRole('dialog');

async function finish(page: Page, outcome: 'allow' | 'close' | 'sandbox'): Promise<void> {
  await page.evaluate(
    how => window.gallery.signIns.finish(window.gallery.signIns.running().at(-1) ?? '', how),
    outcome,
  );
}

async function isAnnounced(page: Page, words: RegExp): Promise<void> {
  await page.waitForFunction(
    wanted =>
      [...document.querySelectorAll('[role=status]')].some(one =>
        new RegExp(wanted).test((one.textContent ?? '').replace(/[\u2066-\u2069]/g, '')),
      ),
    words.source,
  );
}

describe('a cause', () => {
  it('that passes counts down without being called out, and can be tried now', async () => {
    const page = await open({ scene: 'causes', at: 'connection/network' });
    const timer = page.locator('[data-problem=network] [role=timer]');
    await timer.waitFor();
    const first = await timer.textContent();
    expect(first).toMatch(/^Tries again in \d+ s$/);
    await page.waitForFunction(
      before => document.querySelector('[data-problem] [role=timer]')?.textContent !== before,
      first,
    );
    expect(await timer.evaluate(one => one.closest('[aria-live], [role=status], [role=alert]'))).toBeNull();
    await page.getByRole('button', { name: 'Try now' }).click();
    await isAnnounced(page, /Acme, network checked: Offline/);
    await close();
  });

  it('offers exactly one main action, and keeps the lines of what the app answered', async () => {
    const page = await open({ scene: 'causes', at: 'connection/client' });
    const problem = page.locator('[data-problem=client]');
    await problem.getByRole('button', { name: 'Show what Salesforce answered' }).click();
    expect((await problem.locator('pre').textContent())?.split('\n')).toHaveLength(3);
    await problem.getByRole('button', { name: 'Open OAuth clients' }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await close();
  });
});

describe('a lost choice', () => {
  it('is led to from the head, keeps its value, says why, and is gone once another is chosen', async () => {
    const page = await open({ scene: 'reduced', at: 'recipe/sample/connections' });
    const line = page.getByRole('link', { name: 'Field Region__c is no longer visible' });
    await line.focus();
    await page.keyboard.press('Enter');
    const field = page.locator('[data-step=s4] [data-input=field]');
    const box = field.getByRole('combobox');
    await page.waitForFunction(
      () => document.activeElement?.closest('[data-step=s4] [data-input=field]') !== null,
    );
    expect(await box.inputValue()).toBe('Region');
    expect(await box.getAttribute('aria-invalid')).toBe('true');
    expect(
      await box.evaluate(one =>
        (one.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map(id => document.getElementById(id)?.textContent ?? '')
          .join(' '),
      ),
    ).toContain('no longer visible');
    await field.getByRole('button', { name: 'Choose another' }).click();
    await page.getByRole('option', { name: /^Industry/ }).click();
    await field.locator('[data-inline-problem]').waitFor({ state: 'detached' });
    expect(await box.getAttribute('aria-invalid')).not.toBe('true');
    await close();
  });

  it('in a folded part is unfolded, also when its line is pressed again', async () => {
    const page = await open({ scene: 'reduced', at: 'recipe/sample/recipe' });
    const folded = page.locator('[data-step=s4]').getByRole('button', { name: /optional fields/ });
    await folded.click();
    expect(await folded.getAttribute('aria-expanded')).toBe('false');
    const line = page.getByRole('link', { name: /no longer among the values of Industry/ });
    const isThere = () =>
      page.waitForFunction(
        () => document.activeElement?.closest('[data-step=s4] [data-input=industry]') !== null,
      );
    await line.click();
    await isThere();
    await line.click();
    await isThere();
    await close();
  });
});

describe('rights', () => {
  it('tell what is missing in words, which step needs it, and lead there', async () => {
    const page = await open({ scene: 'reduced', at: 'connection/subsidiary' });
    await page
      .getByText(/Since .+: lost Edit on Account and .+; 2 steps in 2 recipes are affected\./)
      .waitFor();
    const row = page.getByRole('row', { name: /Edit on Account/ }).first();
    expect(await row.textContent()).toContain('Missing');
    await row.getByRole('link', { name: /New or updated/ }).click();
    await page.waitForFunction(() => document.activeElement?.getAttribute('data-step') === 's4');
    await close();
  });

  it('are copied for the administrator', async () => {
    const page = await open({ scene: 'reduced', at: 'connection/subsidiary' });
    await page.getByRole('button', { name: /^Copy for your administrator/ }).click();
    await isAnnounced(page, /list of rights (copied|could not be copied)/);
    await close();
  });
});

describe('another environment', () => {
  it('is called out before Switch, with the steps that would act there', async () => {
    const page = await open({ scene: 'broken', at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Reconnect Acme production' }).click();
    await dialog(page).getByRole('button', { name: 'Reconnect', exact: true }).click();
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'sandbox');
    const question = page.getByRole('alertdialog');
    await question.getByText('This is a sandbox; before it was production.').waitFor();
    expect(await question.locator('[data-consequences]').textContent()).toContain('steps 1 and 3');
    await focusIsOn(page, 'Keep');
    await close();
  });
});

describe('the way through several broken connections', () => {
  it('is gone by keyboard alone: reconnect, leave a sign-in, skip, and a summary at the end', async () => {
    const page = await open({ scene: 'several', at: 'connections' });
    // Five need the person; what one of them lacks, its administrator has to give back.
    await page.getByRole('heading', { name: '5 connections need you' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Fix 4 connections' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: '1 of 4: Acme production' }).waitFor();
    await focusIsOn(page, 'Reconnect');

    // The sign-in begins at once: there is nothing to type.
    await page.keyboard.press('Enter');
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'close');
    await page.locator('[data-problem=cancelled]').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '1 of 4: Acme production' }).waitFor();
    await page.getByText('The sign-in was not finished. Nothing was changed').waitFor();
    expect(
      await page.evaluate(
        () => window.gallery.world.connections.find(one => one.row.id === 'acme')?.row.state,
      ),
    ).toBe('needs_reconnect');
    await focusIsOn(page, 'Reconnect');
    await page.keyboard.press('Enter');
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'allow');

    await page.getByRole('dialog', { name: '2 of 4: Acme support' }).waitFor();
    await isAnnounced(page, /Acme production/);
    expect(await dialog(page).textContent()).toMatch(/Acme production.* works again/);
    await focusIsOn(page, 'Reconnect');
    await page.keyboard.press('Shift+Tab');
    await focusIsOn(page, 'Skip');
    await page.keyboard.press('Enter');

    await page.getByRole('dialog', { name: '3 of 4: Subsidiary org' }).waitFor();
    expect(await dialog(page).textContent()).toContain('did not grant the scope');
    await focusIsOn(page, 'Reconnect');
    await page.keyboard.press('Enter');
    await page.locator('[data-phase=waiting]').waitFor();
    await finish(page, 'allow');

    await page.getByRole('dialog', { name: /^4 of 4/ }).waitFor();
    await focusIsOn(page, 'Open OAuth clients');
    await dialog(page).getByRole('button', { name: 'Skip' }).press('Enter');

    const summary = page.getByRole('dialog', { name: '2 of 4 connections work again' });
    await summary.waitFor();
    expect(await summary.getByText('Skipped', { exact: true }).count()).toBe(2);
    await focusIsOn(page, 'Done');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement !== document.body);
    await page.getByRole('main').getByRole('button', { name: 'Fix 2 connections' }).waitFor();
    await close();
  });

  it('can be stopped at any place, and holds only those of the recipe when begun there', async () => {
    const page = await open({ scene: 'several', at: 'recipe/sample/recipe' });
    await page
      .getByRole('region', { name: 'What needs you' })
      .getByRole('button', { name: 'Fix 3 connections' })
      .click();
    await page.getByRole('dialog', { name: /^1 of 3/ }).waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await focusIsOn(page, 'Fix 3 connections');
    await close();
  });

  it('passes over what was mended meanwhile', async () => {
    const page = await open({ scene: 'several', at: 'connections' });
    await page.getByRole('main').getByRole('button', { name: 'Fix 4 connections' }).click();
    await page.getByRole('dialog', { name: /^1 of 4/ }).waitFor();
    await page.evaluate(() => {
      for (const one of window.gallery.world.connections)
        one.row = { ...one.row, state: 'connected', problem: null };
      window.gallery.changed(['connections', 'connection', 'status']);
    });
    await page.getByRole('dialog', { name: 'All 4 connections work again' }).waitFor();
    await close();
  });
});

describe('a locked keychain', () => {
  it('leaves connections and lists read before in sight, and unlocks from anywhere', async () => {
    const page = await open({ scene: 'locked', at: 'recipe/sample/recipe' });
    const object = page.getByRole('combobox', { name: /^Object/ }).first();
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[role=combobox]')?.disabled === false,
    );
    await object.click();
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: /^Connections/ }).click();
    expect(await page.locator('[data-state=vault_locked]').count()).toBe(3);
    await page
      .getByRole('region', { name: 'Keychain' })
      .getByRole('button', { name: 'Unlock keychain' })
      .click();
    await page.locator('[data-vault-bar]').waitFor({ state: 'detached' });
    expect(await page.locator('main [data-state=connected]').count()).toBe(3);
    await isAnnounced(page, /keychain/i);
    await close();
  });
});

describe('an account that is connected already', () => {
  it('is shown beside the new one, and the one that is there is used without making a second', async () => {
    const page = await open({ scene: 'candidates', at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Connect a new one…' }).click();
    await page.locator('[data-opens]').waitFor();
    await dialog(page).getByRole('button', { name: 'Connect', exact: true }).click();
    await page.locator('[data-phase=waiting]').waitFor();
    await page.evaluate(() =>
      window.gallery.signIns.finish(window.gallery.signIns.running().at(-1) ?? '', 'duplicate'),
    );
    const question = page.getByRole('dialog', { name: 'This account is connected already' });
    await question.waitFor();
    expect(await question.textContent()).toContain('Acme production');
    expect(await question.textContent()).toContain('five sign-ins');
    await focusIsOn(page, 'Use the one that is there');
    await page.keyboard.press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    expect(await page.locator('[data-slot="salesforce.primary"]').textContent()).toContain('Acme production');
    expect(await page.evaluate(() => window.gallery.world.connections.length)).toBe(3);
    await close();
  });
});

describe('removing', () => {
  it('says what it costs, can be taken back from its notice, and lists what was removed', async () => {
    const page = await open({ scene: 'connected', at: 'connection/acme' });
    await page.getByRole('button', { name: 'Remove connection…' }).click();
    const question = page.getByRole('alertdialog');
    expect(await question.textContent()).toContain('Until Larder is closed it can be brought back');
    await question.getByRole('button', { name: 'Remove connection' }).click();
    const notice = page.getByRole('region', { name: 'Removed', exact: true });
    await notice.waitFor();
    await isAnnounced(page, /Acme production removed/);
    await page.locator('[data-removed-connection=acme]').waitFor();
    await notice.getByRole('button', { name: 'Bring back' }).click();
    await notice.waitFor({ state: 'detached' });
    await page.locator('[data-connection=acme]').getByRole('button', { name: 'Connect Acme' }).waitFor();
    expect(await page.locator('[data-removed-connection]').count()).toBe(0);
    await isAnnounced(page, /Acme production is back/);
    await close();
  });
});

describe('what is written for the person', () => {
  it('is told with its path: a history, a recipe', async () => {
    const page = await open({ scene: 'reduced', at: 'connection/subsidiary' });
    await page.getByRole('button', { name: 'Export…' }).press('Enter');
    await page.getByRole('menuitem', { name: 'As JSON' }).press('Enter');
    await page.locator('[data-exported="Subsidiary org history.json"]').waitFor();
    await page.getByRole('link', { name: /^Recipes/ }).click();
    await page.getByRole('button', { name: /^More for Sync renewals/ }).press('Enter');
    await page.getByRole('menuitem', { name: 'Export…' }).press('Enter');
    await page.locator('[data-exported^="Sync renewals"]').waitFor();
    await isAnnounced(page, /Written to .*Sync renewals/);
    await close();
  });
});

describe('looking after connections', () => {
  it('is switched on and off, and leaves the theme as it is', async () => {
    const page = await open({ at: 'settings' });
    const notify = page.getByRole('switch', { name: /^Tell me when a connection breaks/ });
    await notify.focus();
    await page.keyboard.press('Space');
    await page.waitForFunction(() => !window.gallery.world.settings.notify);
    expect(await page.evaluate(() => window.gallery.world.settings)).toEqual({
      theme: 'system',
      check_at_start: true,
      notify: false,
    });
    await close();
  });
});

describe('switching a slot to another connection', () => {
  it('shows what would stop working there, and does nothing until that is accepted', async () => {
    const page = await open({ scene: 'reduced', at: 'recipe/sample/connections/salesforce.secondary' });
    const bound = () => page.evaluate(() => window.gallery.world.recipes[0]?.bound['salesforce.secondary']);
    await page.getByRole('button', { name: 'Switch connection' }).press('Enter');
    await page.getByRole('button', { name: 'Use Acme staging' }).press('Enter');
    const losses = page.getByRole('region', { name: 'What would stop working' });
    await losses.waitFor();
    expect(await losses.textContent()).toContain('Region__c is not visible');
    await focusIsOn(page, 'Back');
    expect(await bound()).toBe('subsidiary');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Use Acme staging' }).press('Enter');
    await losses.getByRole('button', { name: 'Use it all the same' }).press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await bound()).toBe('spare');
    await close();
  });

  it('calls out a sandbox where production was, and does nothing until that is accepted', async () => {
    const page = await open({ scene: 'reduced', at: 'recipe/sample/connections/salesforce.primary' });
    const bound = () => page.evaluate(() => window.gallery.world.recipes[0]?.bound['salesforce.primary']);
    await page.getByRole('button', { name: 'Switch connection' }).press('Enter');
    await page.getByRole('button', { name: 'Use Acme staging' }).press('Enter');
    const called = page.getByRole('region', { name: 'Another environment' });
    await called.waitFor();
    expect(await called.getByRole('alert').textContent()).toBe(
      'This is a sandbox; the slot uses production now.',
    );
    await focusIsOn(page, 'Back');
    expect(await bound()).toBe('acme');
    await called.getByRole('button', { name: 'Use it all the same' }).press('Enter');
    await dialog(page).waitFor({ state: 'detached' });
    expect(await bound()).toBe('spare');
    await page.getByRole('button', { name: 'Switch connection' }).press('Enter');
    await page.getByRole('button', { name: 'Use Acme production' }).press('Enter');
    expect(await called.getByRole('alert').textContent()).toBe(
      'This is production; the slot uses a sandbox now.',
    );
    await close();
  });

  it('asks nothing when nothing would stop working', async () => {
    const page = await open({ scene: 'candidates', at: 'recipe/sample/connections/salesforce.primary' });
    await page.getByRole('button', { name: 'Use Acme production' }).click();
    await page.locator('[data-slot="salesforce.primary"][data-slot-state=connected]').waitFor();
    await close();
  });
});

describe('the file for the administrator', () => {
  it('is written where the page says', async () => {
    const page = await open({ scene: 'reduced', at: 'connection/subsidiary' });
    await page.getByRole('button', { name: 'Save permission set' }).press('Enter');
    await page.locator('[data-exported="Subsidiary org.permissionset-meta.xml"]').waitFor();
    await isAnnounced(page, /Written to .*permissionset/);
    await close();
  });
});

describe('reconnecting', () => {
  it.each([
    ['the row', 'broken', 'connections', '[data-connection=acme]'],
    [
      'the slot',
      'broken',
      'recipe/sample/connections/salesforce.primary',
      '[data-slot="salesforce.primary"]',
    ],
    ['the step', 'broken', 'recipe/sample/recipe', '[data-step=s1] [data-input=object]'],
    ['the page of the connection', 'broken', 'connection/acme', '[data-problem=credentials]'],
    [
      'what stands beside a list',
      'refused',
      'recipe/sample/recipe',
      '[data-step=s1] [data-picklist-problem]',
    ],
  ])('begins at %s', async (_, scene, at, place) => {
    const page = await open({ scene, at });
    if (scene === 'refused') {
      await page
        .getByRole('combobox', { name: /^Object/ })
        .first()
        .click();
      await page.locator(place).waitFor();
      await page.keyboard.press('Escape');
    }
    await page
      .locator(place)
      .getByRole('button', { name: /^Reconnect/ })
      .press('Enter');
    await page.getByRole('dialog', { name: 'Reconnect Acme production' }).waitFor();
    await focusIsOn(page, 'Reconnect');
    await close();
  });

  it('of a wrong host leads to its fields', async () => {
    const page = await open({ scene: 'causes', at: 'connection/host' });
    await page.getByRole('button', { name: 'Change the fields' }).click();
    await dialog(page)
      .getByRole('button', { name: /Environment/ })
      .waitFor();
    await close();
  });
});
