/** @file Says times as people say them. */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const short = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
// British English writes “Sept”; three letters line up.
const month = new Intl.DateTimeFormat('en-US', { month: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'long' });
const count = new Intl.NumberFormat('en');

/** "24 Nov 2026, 09:31", the whole of it. */
export function wholeTime(at: number): string {
  return full.format(at);
}

/** "2 minutes ago"; days at most, then the date. */
export function ago(at: number, now: number): string {
  const past = now - at;
  if (past < minute) return 'just now';
  if (past < hour) return relative.format(-Math.floor(past / minute), 'minute');
  if (past < day) return relative.format(-Math.floor(past / hour), 'hour');
  if (past < 14 * day) return relative.format(-Math.floor(past / day), 'day');
  return short.format(at);
}

/** "2 min old", for the foot of a list. */
export function age(at: number, now: number): string {
  const past = now - at;
  if (past < minute) return 'just read';
  if (past < hour) return `${Math.floor(past / minute)} min old`;
  if (past < day) return `${Math.floor(past / hour)} h old`;
  return `${Math.floor(past / day)} d old`;
}

/** "12 Sep", and the year when it is another than now. */
export function date(at: number, now: number): string {
  const day = `${new Date(at).getDate()} ${month.format(at)}`;
  const year = new Date(at).getFullYear();
  return year === new Date(now).getFullYear() ? day : `${day} ${year}`;
}

/** "in 12 minutes"; "now" for what is due. */
export function until(at: number, now: number): string {
  const left = at - now;
  if (left <= 0) return 'now';
  if (left < minute) return relative.format(Math.ceil(left / 1000), 'second');
  if (left < 2 * hour) return relative.format(Math.round(left / minute), 'minute');
  if (left < 2 * day) return relative.format(Math.round(left / hour), 'hour');
  return relative.format(Math.round(left / day), 'day');
}

/** "40 s", "2 min", "3 h", for a countdown; never "0 s" before it is over. */
export function countdown(at: number, now: number): string {
  const left = Math.max(0, at - now);
  if (left < 90_000) return `${Math.max(1, Math.ceil(left / 1000))} s`;
  if (left < 90 * minute) return `${Math.round(left / minute)} min`;
  return `${Math.round(left / hour)} h`;
}

/** "2 hours", for a lifetime in seconds. */
export function lifetime(seconds: number): string {
  if (seconds < 90) return `${seconds} seconds`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} minutes`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} hours`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** "1,431". */
export function number(value: number): string {
  return count.format(value);
}

/** "1 step", "3 steps". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** "1", "1 and 3", "1, 3 and 4". */
export function listed(items: readonly (string | number)[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(items.map(String));
}
