/** @file Takes pictures of every screen, for people to look at. */
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { sharedBrowser, type View } from './browser.ts';
import { screens } from './screens.ts';

const folder = fileURLToPath(new URL('../shots', import.meta.url));

const looks: { look: string; view: View }[] = [
  { look: 'light', view: {} },
  { look: 'dark', view: { colorScheme: 'dark' } },
  { look: 'narrow', view: { viewport: { width: 900, height: 820 } } },
  { look: 'large-text', view: { text: 200 } },
];

const wanted = process.env.SHOTS?.split(',');
const wantedLooks = process.env.LOOKS?.split(',');

const { open, close } = sharedBrowser();

describe.each(looks.filter(one => !wantedLooks || wantedLooks.includes(one.look)))(
  'a picture, $look',
  ({ look, view }) => {
    it.each(screens.filter(one => !wanted || wanted.includes(one.name)))(
      'of $name',
      async ({ name, prepare, ...own }) => {
        const page = await open({ ...own, ...view });
        await prepare?.(page);
        await page.screenshot({ path: `${folder}/${name}.${look}.png`, animations: 'disabled' });
        await close();
      },
    );
  },
);
