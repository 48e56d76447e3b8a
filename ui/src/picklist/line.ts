/** @file What is typed into a picklist: on screen at once, and taken for the search together with its list. */
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** How long the list may lag behind the line, in milliseconds; after that it says that it is being read. */
const longestLag = 50;

/** Keys that write or take away characters; every other one acts on the list and needs it as the line has it. */
export const writes = (key: string) =>
  key.length === 1 || key === 'Backspace' || key === 'Delete' || key === 'Process';

/** The line's text while the list has not caught up; none when both are one. */
export interface Line {
  read: () => string | null;
  put: (text: string | null) => void;
  follow: (heard: () => void) => () => void;
}

export function createLine(): Line {
  let ahead: string | null = null;
  const listeners = new Set<() => void>();
  return {
    read: () => ahead,
    put: text => {
      if (text === ahead) return;
      ahead = text;
      for (const heard of listeners) heard();
    },
    follow: heard => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}

/**
 * What was typed over a chosen label. It is selected when the line is entered, but WebKitGTK may let go of the selection
 * before the first key, which then stands behind the label.
 */
export function typedAnew(label: string, text: string): string {
  return label !== '' && text.length > label.length && text.startsWith(label)
    ? text.slice(label.length)
    : text;
}

interface Lists {
  /** Whether the list of a search is at hand. */
  isKnown: (search: string) => boolean;
  /** Gets it; never rejects. */
  load: (search: string) => Promise<unknown>;
}

/**
 * A key costs two drawings of the whole picklist when the line is drawn first and the rows after it. So only the line
 * itself is drawn at once, and the picklist once its rows are there, which takes the engine a few milliseconds.
 */
export function useTyped({ isKnown, load }: Lists) {
  // What the list is searched by; none while the chosen value is shown.
  const [typed, setTyped] = useState<string | null>(null);
  const [line] = useState(createLine);

  const settle = (text: string | null) => {
    line.put(null);
    setTyped(text);
  };
  const type = (text: string) => {
    if (isKnown(text)) {
      settle(text);
      return;
    }
    line.put(text);
    const catchUp = () => {
      if (line.read() === text) flushSync(() => settle(text));
    };
    void load(text).then(catchUp);
    setTimeout(catchUp, longestLag);
  };

  useEffect(() => {
    // Before any handler of the page sees the key.
    const onKeyDown = (event: KeyboardEvent) => {
      const ahead = line.read();
      if (ahead === null || writes(event.key)) return;
      flushSync(() => {
        line.put(null);
        setTyped(ahead);
      });
    };
    window.addEventListener('keydown', onKeyDown, true);
    return () => window.removeEventListener('keydown', onKeyDown, true);
  }, [line]);

  return { typed, line, type, settle };
}
