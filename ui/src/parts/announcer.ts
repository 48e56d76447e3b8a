/** @file What a screen reader is to be told, apart from what has the focus. */
type Hear = (words: string) => void;

const hearers = new Set<Hear>();

/** Says something politely. */
export function announce(words: string): void {
  for (const hear of hearers) hear(words);
}

/** Hears what is said; returns how to stop. */
export function onAnnounced(hear: Hear): () => void {
  hearers.add(hear);
  return () => hearers.delete(hear);
}
