/** @file Proves the picklist in a real browser: by keyboard alone, by mouse, and in every state it can be in. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sharedBrowser, type View } from './browser.ts';

const { open, close } = sharedBrowser();

async function openRecipe(view: View): Promise<{ page: Page; object: Locator }> {
  const page = await open({ at: 'recipe/sample/recipe', ...view });
  return { page, object: page.getByRole('combobox', { name: /^Object/ }).first() };
}

/** The option a screen reader is told about; it must be in the page. */
async function active(field: Locator): Promise<{ text: string; place: string; size: string }> {
  return field.evaluate(input => {
    const id = input.getAttribute('aria-activedescendant');
    const option = id ? document.getElementById(id) : null;
    if (!option) throw new Error(`aria-activedescendant points nowhere: ${id}`);
    return {
      text: option.textContent ?? '',
      place: option.getAttribute('aria-posinset') ?? '',
      size: option.getAttribute('aria-setsize') ?? '',
    };
  });
}

/** Waits until the highlighted option has this place. */
async function waitForPlace(page: Page, place: number): Promise<void> {
  await page.waitForFunction(wanted => {
    const id = document.activeElement?.getAttribute('aria-activedescendant');
    return id && document.getElementById(id)?.getAttribute('aria-posinset') === String(wanted);
  }, place);
}

describe('a picklist by keyboard', () => {
  it('tells the highlighted row at each of 70 steps, over the end of the first page', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.focus();
    await page.keyboard.press('ArrowDown');
    for (let place = 1; place <= 70; place += 1) {
      await waitForPlace(page, place);
      expect(await active(object)).toMatchObject({ place: String(place), size: '1431' });
      await page.keyboard.press('ArrowDown');
    }
    await close();
  });

  it('jumps with Home, End, PageUp and PageDown, and always tells where it is', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.focus();
    await page.keyboard.press('ArrowDown');
    await waitForPlace(page, 1);
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return id && Number(document.getElementById(id)?.getAttribute('aria-posinset')) > 5;
    });
    await page.keyboard.press('PageUp');
    await page.waitForFunction(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return id && Number(document.getElementById(id)?.getAttribute('aria-posinset')) < 4;
    });
    await page.keyboard.press('End');
    await page.waitForFunction(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant');
      return id && Number(document.getElementById(id)?.getAttribute('aria-posinset')) >= 20;
    });
    await active(object);
    await page.keyboard.press('Home');
    await waitForPlace(page, 1);
    await close();
  });

  it('filters while typing, chooses with Enter, and fills the list that depends on it', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    const fields = page.getByRole('combobox', { name: /^Field to watch/ }).first();
    expect(await fields.isDisabled()).toBe(true);
    await object.focus();
    await page.keyboard.type('accou');
    await page.locator('mark', { hasText: 'Accou' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await waitForPlace(page, 1);
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelectorAll<HTMLInputElement>('[role=combobox]')[1]?.disabled === false,
    );
    expect(await object.inputValue()).toBe('Account');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await page.keyboard.press('Tab');
    expect(await fields.evaluate(input => input === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await waitForPlace(page, 1);
    expect((await active(fields)).text).toContain('Account ID');
    await close();
  });

  it('shows each character at once although the rows come later', async () => {
    const { page, object } = await openRecipe({ scene: 'connected', slow: 300 });
    await object.click();
    await page.getByRole('option').first().waitFor();
    await page.keyboard.type('cont');
    expect(await object.inputValue()).toBe('cont');
    expect(await page.getByRole('option').first().textContent()).not.toContain('Contact');
    await page.waitForFunction(() =>
      document.querySelector('[role=option]')?.textContent?.startsWith('Contact'),
    );
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('[role=combobox]')?.value === 'Contact',
    );
    await close();
  });

  it('asks the engine for what is typed, and for no more than 200 rows', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.focus();
    await page.keyboard.type('invo');
    await page.getByText('found in').waitFor();
    const asked = await page.evaluate(() =>
      window.gallery.asked
        .filter(one => one.name === 'picklist')
        .map(one => one.question as { search: string; limit: number }),
    );
    expect(asked.at(-1)?.search).toBe('invo');
    expect(Math.max(...asked.map(one => one.limit))).toBeLessThanOrEqual(200);
    await close();
  });

  it('leaves the choice as it was on Escape and on Tab, and clears it when the line is emptied', async () => {
    const { page } = await openRecipe({ scene: 'connected' });
    const match = page.getByRole('combobox', { name: /^Match on/ });
    await match.focus();
    await page.keyboard.type('zz');
    await page.keyboard.press('Escape');
    expect(await match.inputValue()).toBe('External ID');
    const object = page.getByRole('combobox', { name: /^Object/ }).last();
    await object.focus();
    await page.keyboard.type('zz');
    await page.keyboard.press('Tab');
    expect(await object.inputValue()).toBe('Account');
    await object.focus();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.gallery.asked.at(-1)?.name !== 'picklist');
    const set = await page.evaluate(
      () => window.gallery.asked.filter(one => one.name === 'recipe.set_input').at(-1)?.question,
    );
    expect(set).toMatchObject({ key: 'object', value: null });
    await close();
  });

  it('takes a value that is not in the list where that is allowed, by Enter and as a row of its own', async () => {
    const { page } = await openRecipe({ scene: 'connected' });
    const match = page.getByRole('combobox', { name: /^Match on/ });
    await match.focus();
    await page.keyboard.type('my_own_field');
    await page.getByRole('option', { name: 'Use “my_own_field”' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.gallery.asked.some(one => one.name === 'recipe.set_input'));
    expect(await match.inputValue()).toBe('my_own_field');
    // The choice selects its line in the next frame; a hasty key could come before that.
    await match.press('Control+a');
    await page.keyboard.type('other_field');
    await page.getByRole('option', { name: 'Use “other_field”' }).click();
    await page.waitForFunction(
      () => window.gallery.asked.filter(one => one.name === 'recipe.set_input').length === 2,
    );
    expect(await match.inputValue()).toBe('other_field');
    await close();
  });

  it('does not take such a value where that is not allowed', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.focus();
    await page.keyboard.type('nowhere');
    await page.getByText('Nothing matches').waitFor();
    expect(await page.getByText(/Use “/).count()).toBe(0);
    await page.keyboard.press('Enter');
    expect(await object.inputValue()).toBe('');
    expect(await page.evaluate(() => window.gallery.asked.some(one => one.name === 'recipe.set_input'))).toBe(
      false,
    );
    await close();
  });
});

describe('a picklist by mouse', () => {
  it('opens where it is clicked, loads more when scrolled, and chooses', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.click();
    const list = page.getByRole('listbox');
    await page.getByRole('option').first().waitFor();
    expect(await page.getByText('1–10 of 1,431').count()).toBe(1);
    await list.evaluate(element => element.scrollTo(0, element.scrollHeight));
    await page.getByText('1–210 of 1,431').waitFor();
    expect(await page.getByRole('option').count()).toBeLessThan(60);
    // Back at the top nothing is loaded any more, so that the row clicked is the row seen.
    await list.evaluate(element => element.scrollTo(0, 0));
    await page.locator('[role=option][aria-posinset="4"]').click();
    await page.waitForFunction(() => window.gallery.asked.some(one => one.name === 'recipe.set_input'));
    expect(await page.getByRole('listbox').count()).toBe(0);
    await close();
  });

  it('closes and keeps the choice when something else is clicked, which then works at once', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.click();
    await page.getByRole('option').first().waitFor();
    await page.getByRole('tab', { name: 'Connections' }).click();
    await page.getByRole('tab', { name: 'Connections', selected: true }).waitFor();
    expect(await page.getByRole('listbox').count()).toBe(0);
    await close();
  });

  it('opens although the click scrolls its field into view, and follows when the page scrolls', async () => {
    const { page, object } = await openRecipe({ scene: 'connected', text: 200 });
    await object.click();
    await page.getByRole('option').first().waitFor();
    const distance = () =>
      page.evaluate(() => {
        const field = document.querySelector('[aria-expanded=true]')?.getBoundingClientRect();
        const list = document.querySelector('[role=listbox]')?.getBoundingClientRect();
        return Math.min(
          Math.abs((list?.top ?? 0) - (field?.bottom ?? 0)),
          Math.abs((field?.top ?? 0) - (list?.bottom ?? 0)),
        );
      });
    await page.evaluate(() => document.querySelector('main')?.scrollBy(0, 120));
    await page.waitForFunction(() => (document.querySelector('main')?.scrollTop ?? 0) > 100);
    expect(await page.getByRole('listbox').count()).toBe(1);
    expect(await distance()).toBeLessThan(80);
    await close();
  });

  it('reads the list again on Refresh', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await object.click();
    await page.getByText('2 min old').waitFor();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByText('just read').waitFor();
    expect(await page.getByRole('listbox').count()).toBe(1);
    expect(
      await page.evaluate(() =>
        window.gallery.asked.some(one => (one.question as { refresh?: boolean } | null)?.refresh),
      ),
    ).toBe(true);
    await close();
  });
});

describe('the states of a picklist', () => {
  it('disabled: says why in its description, with Connect beside it', async () => {
    const { page, object } = await openRecipe({ scene: 'usual' });
    expect(await object.isDisabled()).toBe(true);
    const reason = await object.evaluate(input =>
      (input.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map(id => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
    expect(reason).toContain('Connect Salesforce to choose from its objects.');
    const field = page.locator('[data-input=object]').first();
    await field.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('dialog', { name: 'Connect to Salesforce' }).waitFor();
    await close();
  });

  it('loading: shows lines, then the rows', async () => {
    const { page, object } = await openRecipe({ scene: 'connected', slow: 400 });
    await object.click();
    await page.getByRole('status', { name: 'Loading the list' }).waitFor();
    await page
      .getByRole('option', { name: /Account/ })
      .first()
      .waitFor();
    await close();
  });

  it('failed: the problem and its way out stand beside the field, not in the list, and describe it', async () => {
    const { page, object } = await openRecipe({ scene: 'down' });
    await object.click();
    const note = page.locator('[data-input=object] [data-picklist-problem]').first();
    await note.waitFor();
    expect(await note.textContent()).toContain('did not answer within 30 seconds');
    expect(await page.getByRole('listbox').locator('[data-picklist-problem]').count()).toBe(0);
    const description = await object.evaluate(input =>
      (input.getAttribute('aria-describedby') ?? '')
        .split(' ')
        .map(id => document.getElementById(id)?.textContent ?? '')
        .join(' '),
    );
    expect(description).toContain('did not answer within 30 seconds');
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      window.gallery.world.listProblem = null;
    });
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Try again');
    await page.keyboard.press('Enter');
    await note.waitFor({ state: 'detached' });
    await close();
  });

  it('stale: shows what was known, its age and why', async () => {
    const { page, object } = await openRecipe({ scene: 'stale' });
    await object.click();
    await page.getByRole('option').first().waitFor();
    await page.getByText('3 h old').waitFor();
    const note = page.locator('[data-input=object] [data-picklist-problem=network]').first();
    expect(await note.textContent()).toContain('What was known before is shown');
    await close();
  });

  it('empty: says how that can be', async () => {
    const { page, object } = await openRecipe({ scene: 'empty' });
    await object.click();
    await page.getByText('This account has none').waitFor();
    await close();
  });

  it('chosen: shows the label it was chosen with, although the list is not there', async () => {
    const { page } = await openRecipe({ scene: 'down' });
    expect(await page.getByRole('combobox', { name: /^Match on/ }).inputValue()).toBe('External ID');
    await close();
  });

  it('refused: takes the choice back when the engine does not keep it, and says why', async () => {
    const { page, object } = await openRecipe({ scene: 'connected' });
    await page.evaluate(() => {
      const { world } = window.gallery;
      world.failing['recipe.set_input'] = {
        ...(world.failing.none ?? {}),
        kind: 'storage',
        what: 'The disk is full.',
        safe: '',
        hint: '',
        action: null,
        detail: null,
        field: null,
      };
    });
    await object.click();
    await page.getByRole('option').first().click();
    await page.getByText('The disk is full.').waitFor();
    expect(await object.inputValue()).toBe('');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await close();
  });
});
