/** @file A choice made by Enter before the answer to what was typed: held until the answer is there. */
import { useEffect, useRef, useState } from 'react';
import type { PicklistPage } from '../generated/api.ts';

type Load = (search: string) => Promise<readonly PicklistPage[] | null>;

/**
 * Whoever knows what is in a list types it and presses Enter without looking. The choice is made when the answer comes,
 * also when the person has gone on to the next field; unless something else was done with this one, or its list became
 * another.
 */
export function useHeld(list: string, load: Load) {
  const [held, setHeld] = useState<string | null>(null);
  /** Asked before the state is touched, which costs a drawing at every key even where nothing changes. */
  const isHeld = useRef(false);
  /** Changes with everything that makes a held choice void. */
  const turn = useRef(0);
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  }, [list]);

  const drop = () => {
    turn.current += 1;
    if (!isHeld.current) return;
    isHeld.current = false;
    setHeld(null);
  };
  /** `take` gets the answer, none when it could not be had; true when that settled the choice. */
  const hold = (search: string, take: (pages: readonly PicklistPage[] | null) => boolean) => {
    turn.current += 1;
    const mine = turn.current;
    isHeld.current = true;
    setHeld(search);
    void load(search).then(pages => {
      if (turn.current !== mine) return;
      if (latest.current !== list || take(pages)) drop();
    });
  };
  return { held, hold, drop };
}
