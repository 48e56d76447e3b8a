/** @file The vendors' marks Larder may ship: from Simple Icons (CC0); apps without one get their initial. */
import zendesk from 'simple-icons/icons/zendesk.svg';

/** Address of the bundled mark, by the name a connector gives it. */
export const marks: ReadonlyMap<string, string> = new Map([['zendesk', zendesk]]);
