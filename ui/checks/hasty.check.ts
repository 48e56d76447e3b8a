/** @file Proves that a quick person's choices in picklists are stored, or visibly not made: keys without any wait. */
import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { sharedBrowser, type View } from './browser.ts';

const { open, close } = sharedBrowser();

async function openRecipe(view: View): Promise<{ page: Page; object: Locator }> {
  const page = await open({ scene: 'connected', at: 'recipe/sample/recipe', ...view });
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('[role=combobox]')?.disabled === false,
  );
  return { page, object: page.getByRole('combobox', { name: /^Object/ }).first() };
}

/** Presses keys as fast as they can be sent, without waiting for what one does before the next. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  await Promise.all(keys.map(key => page.keyboard.press(key)));
}

/** What was stored so far, as `input=value`, in order. */
async function stored(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    window.gallery.asked
      .filter(one => one.name === 'recipe.set_input')
      .map(one => one.question as { key: string; value: string | null })
      .map(one => `${one.key}=${one.value}`),
  );
}

async function holds(field: Locator, value: string): Promise<void> {
  await field.evaluate(
    (input, wanted) =>
      new Promise<void>(done => {
        const look = () =>
          (input as HTMLInputElement).value === wanted ? done() : requestAnimationFrame(look);
        look();
      }),
    value,
  );
}

/** Nothing more is asked of the pretend engine, and it owes no answer. */
async function isQuiet(page: Page, slow: number): Promise<void> {
  await page.waitForFunction(
    async wait => {
      const before = window.gallery.asked.length;
      await new Promise(resolve => setTimeout(resolve, wait));
      return window.gallery.asked.length === before;
    },
    slow * 2 + 50,
  );
}

describe.each([0, 150])('with answers after %i ms', slow => {
  it('Enter takes the highlighted row, whatever is pressed at once after it', async () => {
    for (const next of ['Tab', 'Shift+Tab', 'Escape', 'ArrowDown', 'Home']) {
      const { page, object } = await openRecipe({ slow });
      await object.click();
      await page.locator('[role=option][aria-posinset="5"]').waitFor();
      const row = await page.locator('[role=option][aria-posinset="3"]').getAttribute('data-key');
      await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', next);
      await isQuiet(page, slow);
      expect([next, await stored(page)]).toEqual([next, [`object${row}`]]);
      await close();
    }
  });

  it('Enter after typing takes the best match of what was typed, also when its answer comes later', async () => {
    const { page, object } = await openRecipe({ slow });
    await object.click();
    await page.locator('[role=option][aria-posinset="1"]').waitFor();
    await press(page, ...'cont', 'Enter', 'Tab');
    expect(await object.inputValue()).toMatch(/^(cont|Contact)$/);
    await holds(object, 'Contact');
    await isQuiet(page, slow);
    expect(await stored(page)).toEqual(['object=Contact']);
    await close();
  });

  it('an arrow after typing goes into the answer, never into the rows of before', async () => {
    const { page, object } = await openRecipe({ slow });
    await object.click();
    await page.locator('[role=option][aria-posinset="1"]').waitFor();
    await press(page, ...'cont', 'ArrowDown', 'Enter', 'Tab');
    await holds(object, 'Contact');
    await isQuiet(page, slow);
    expect(await stored(page)).toEqual(['object=Contact']);
    await close();
  });

  it('a choice is typed, taken and left before the list was ever read', async () => {
    const { page, object } = await openRecipe({ slow });
    await object.focus();
    await press(page, ...'opportunity', 'Enter', 'Tab');
    await holds(object, 'Opportunity');
    await isQuiet(page, slow);
    expect(await stored(page)).toEqual(['object=Opportunity']);
    await close();
  });

  it('what is typed after a choice is all there, and the list stays open for it', async () => {
    const { page, object } = await openRecipe({ slow });
    await object.click();
    await page.locator('[role=option][aria-posinset="1"]').waitFor();
    await press(page, 'ArrowDown', 'Enter', ...'lead');
    await isQuiet(page, slow);
    expect(await object.inputValue()).toBe('lead');
    await page.getByRole('option', { name: /^Lead/ }).first().waitFor();
    expect(await stored(page)).toEqual(['object=Account']);
    await close();
  });

  it('two choices in one field are stored in their order, and the last one stays', async () => {
    const { page, object } = await openRecipe({ slow });
    await object.focus();
    await press(page, ...'lead', 'Enter');
    await holds(object, 'Lead');
    await press(page, ...'contact', 'Enter', 'Tab');
    await holds(object, 'Contact');
    await isQuiet(page, slow);
    expect(await stored(page)).toEqual(['object=Lead', 'object=Contact']);
    expect(await object.inputValue()).toBe('Contact');
    await close();
  });
});

describe('a choice', () => {
  it('is made although the list is reread and the page drawn anew at every turn', async () => {
    const { page, object } = await openRecipe({ slow: 30 });
    await object.click();
    await page.locator('[role=option][aria-posinset="5"]').waitFor();
    const row = await page.locator('[role=option][aria-posinset="3"]').getAttribute('data-key');
    await page.evaluate(() => {
      const timer = setInterval(() => window.gallery.changed(['recipe', 'recipes', 'picklist']), 5);
      setTimeout(() => clearInterval(timer), 500);
    });
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 'Tab');
    await isQuiet(page, 300);
    expect(await stored(page)).toEqual([`object${row}`]);
    expect(row).toContain(
      await page.evaluate(() => window.gallery.world.recipes[0]?.steps[0]?.values.object?.value),
    );
    await close();
  });

  it('is made by keys that come in the moment in which the rows come', async () => {
    const { page, object } = await openRecipe({ slow: 150 });
    await object.click();
    await object.evaluate(
      input =>
        new Promise<void>(done => {
          // Before the browser draws and before any effect: nothing a person presses can come earlier.
          const seen = new MutationObserver(() => {
            if (!document.querySelector('[role=option][aria-posinset="1"]')) return;
            seen.disconnect();
            for (const key of ['ArrowDown', 'Enter'])
              input.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            done();
          });
          seen.observe(document.body, { subtree: true, childList: true, attributes: true });
        }),
    );
    await holds(object, 'Account');
    await isQuiet(page, 150);
    expect(await stored(page)).toEqual(['object=Account']);
    await close();
  });

  it('is made although another thing is clicked at once', async () => {
    const { page, object } = await openRecipe({ slow: 200 });
    await object.click();
    await page.locator('[role=option][aria-posinset="1"]').waitFor();
    const tab = await page.getByRole('tab', { name: 'Connections' }).boundingBox();
    const keys = press(page, ...'cont', 'Enter');
    await Promise.all([keys, page.mouse.click((tab?.x ?? 0) + 10, (tab?.y ?? 0) + 10)]);
    await page.getByRole('tab', { name: 'Connections', selected: true }).waitFor();
    await page.waitForFunction(() => window.gallery.asked.some(one => one.name === 'recipe.set_input'));
    expect(await stored(page)).toEqual(['object=Contact']);
    await close();
  });

  it('of a value of its own is the row of that name once the answer is there', async () => {
    const { page } = await openRecipe({ slow: 150 });
    const match = page.getByRole('combobox', { name: /^Match on/ });
    await match.focus();
    await press(page, ...'Notes', 'Enter', 'Tab');
    await holds(match, 'Notes');
    await isQuiet(page, 150);
    expect(await stored(page)).toEqual(['match_on=notes']);
    await close();
  });

  it('in a list that became another is not made', async () => {
    const { page, object } = await openRecipe({ slow: 150 });
    await object.focus();
    await press(page, ...'lead', 'Enter');
    const field = page.getByRole('combobox', { name: /^Field to watch/ }).first();
    await page.waitForFunction(
      () => document.querySelectorAll<HTMLInputElement>('[role=combobox]')[1]?.disabled === false,
    );
    await field.click();
    await page.getByRole('option', { name: /^Lead Name/ }).waitFor();
    await page.keyboard.press('Escape');
    // The object changes while the field of the object before is chosen.
    await object.focus();
    await press(page, ...'contact');
    await page
      .getByRole('option', { name: /^Contact/ })
      .first()
      .waitFor();
    await press(page, 'Enter', 'Tab', 'ArrowDown', 'ArrowDown', 'Enter');
    await isQuiet(page, 150);
    const values = await page.evaluate(() => window.gallery.world.recipes[0]?.steps[0]?.values);
    expect(values?.object?.value).toBe('Contact');
    expect(values?.field).toBeUndefined();
    expect(await field.inputValue()).toBe('');
    await close();
  });
});

describe('no choice', () => {
  it('is made by Enter before there are rows; the list stays open, and the highlight goes where the keys went', async () => {
    const { page, object } = await openRecipe({ slow: 300 });
    await object.focus();
    await press(page, 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    expect(await object.getAttribute('aria-expanded')).toBe('true');
    await page.locator('[role=option][aria-posinset="3"][data-focused]').waitFor();
    expect(await stored(page)).toEqual([]);
    await press(page, 'Enter');
    await page.waitForFunction(() => window.gallery.asked.some(one => one.name === 'recipe.set_input'));
    await close();
  });

  it('comes of arrows held past the rows that are loaded, nor do they begin anew with the first', async () => {
    const { page, object } = await openRecipe({ slow: 300 });
    await object.click();
    await page.locator('[role=option][aria-posinset="1"]').waitFor();
    const down = (steps: number) => Array.from({ length: steps }, () => 'ArrowDown');
    await press(page, ...down(24), 'ArrowUp', 'Enter', ...down(5));
    expect(await object.getAttribute('aria-expanded')).toBe('true');
    // Enter was for a row nobody had seen: what was on the way is given up, and the arrows after it count.
    await page.locator('[role=option][aria-posinset="15"][data-focused]').waitFor();
    expect(await stored(page)).toEqual([]);
    await press(page, 'ArrowDown', 'Enter');
    await page.waitForFunction(() => window.gallery.asked.some(one => one.name === 'recipe.set_input'));
    await close();
  });

  it('comes of Tab while arrows are on the way to a row that is not loaded', async () => {
    const { page, object } = await openRecipe({ slow: 300 });
    await object.click();
    await page.locator('[role=option][aria-posinset="1"]').waitFor();
    await press(page, ...Array.from({ length: 15 }, () => 'ArrowDown'), 'Tab');
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    await isQuiet(page, 300);
    expect(await stored(page)).toEqual([]);
    expect(await object.inputValue()).toBe('');
    await close();
  });

  it('comes of what matches nothing, which is said and can be seen', async () => {
    const { page, object } = await openRecipe({ slow: 150 });
    await object.focus();
    await press(page, ...'qqqq', 'Enter', 'Tab');
    await page.locator('[role=status]', { hasText: 'Nothing matches “qqqq”' }).waitFor({ state: 'attached' });
    await holds(object, '');
    expect(await stored(page)).toEqual([]);
    await close();
  });

  it('comes of a list that cannot be read: the words stay with the reason beside them, and Try again makes it', async () => {
    const { page, object } = await openRecipe({ slow: 50 });
    await page.evaluate(() => {
      window.gallery.world.failing.picklist = {
        kind: 'network',
        what: 'Salesforce cannot be reached.',
        safe: '',
        hint: '',
        action: null,
        detail: null,
        field: null,
      };
    });
    await object.focus();
    await press(page, ...'lead', 'Enter', 'Tab');
    await page.locator('[data-picklist-problem]').first().waitFor();
    expect(await object.inputValue()).toBe('lead');
    expect(await stored(page)).toEqual([]);
    await page.evaluate(() => {
      delete window.gallery.world.failing.picklist;
    });
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await holds(object, 'Lead');
    expect(await stored(page)).toEqual(['object=Lead']);
    await close();
  });

  it('is left by typing on, or by Escape', async () => {
    for (const next of [['Escape'], ['Backspace', 'Tab']]) {
      const { page, object } = await openRecipe({ slow: 150 });
      await object.focus();
      await press(page, ...'lead', 'Enter', ...next);
      await isQuiet(page, 150);
      expect(await stored(page)).toEqual([]);
      expect(await object.inputValue()).toBe('');
      await close();
    }
  });
});
