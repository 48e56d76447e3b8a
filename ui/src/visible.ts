/** @file Makes control characters of foreign text visible, so that it cannot disguise itself. */

/** Direction overrides, isolates and zero-width characters, by the short names Unicode gives them. */
const named = new Map<number, string>([
  [0x00ad, 'SHY'],
  [0x061c, 'ALM'],
  [0x180e, 'MVS'],
  [0x200b, 'ZWSP'],
  [0x200e, 'LRM'],
  [0x200f, 'RLM'],
  [0x2028, 'LSEP'],
  [0x2029, 'PSEP'],
  [0x202a, 'LRE'],
  [0x202b, 'RLE'],
  [0x202c, 'PDF'],
  [0x202d, 'LRO'],
  [0x202e, 'RLO'],
  [0x2060, 'WJ'],
  [0x2066, 'LRI'],
  [0x2067, 'RLI'],
  [0x2068, 'FSI'],
  [0x2069, 'PDI'],
  [0xfeff, 'BOM'],
]);

/** Only texts that hold one of these (or a lone surrogate) need the long way. */
const suspicious =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]|\p{Cs}|\p{M}{5}/u;

/** More marks than any script stacks on one letter; the rest would spill over other lines. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu;

/** Longer texts are cut: nobody reads them, and they would freeze the layout. */
export const longest = 2000;

/** The text as it may be shown: control characters as pictures, direction marks by name, cut when endless. */
export function visible(text: string): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  if (!suspicious.test(cut)) return cut;
  let shown = '';
  for (const character of cut.replace(stackedMarks, '$1…')) {
    shown += picture(character.codePointAt(0) ?? 0, character);
  }
  return shown;
}

/** Longer texts of several lines are cut too, at the end. */
export const mostLines = 400;

/** The same for a text of several lines, whose lines stay lines. */
export function visibleLines(text: string): string {
  const lines = text.split(/\r\n|\n/);
  const shown = lines.slice(0, mostLines).map(visible);
  if (lines.length > mostLines) shown.push('…');
  return shown.join('\n');
}

function picture(code: number, character: string): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  if (code >= 0x80 && code <= 0x9f) return `⟨${code.toString(16).toUpperCase()}⟩`;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  const name = named.get(code);
  return name ? `⟨${name}⟩` : character;
}
