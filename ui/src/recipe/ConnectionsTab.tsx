/** @file The slots of a recipe at the left, the chosen one at the right. */
import { useEffect, useState } from 'react';
import { SlotCard } from '../connections/SlotCard.tsx';
import type { RecipeView, SlotView } from '../generated/api.ts';
import { Empty } from '../parts/Empty.tsx';
import { needsPerson } from '../parts/states.ts';
import { slotAddress } from '../place.ts';
import { goInstead } from '../usePlace.ts';
import css from './ConnectionsTab.module.css';
import { focusSlot } from './focusPlace.ts';
import { SlotDetail } from './SlotDetail.tsx';

export function ConnectionsTab({ recipe, at }: { recipe: RecipeView; at: string | undefined }) {
  // Without a choice the first slot that needs the person is shown, and stays while it is repaired.
  const [first] = useState(() => addressOf(recipe.slots.find(isOpenSlot) ?? recipe.slots[0]));
  const wanted = at ?? first;
  useEffect(() => {
    if (at) focusSlot(at);
  }, [at]);
  const chosen = recipe.slots.find(slot => addressOf(slot) === wanted) ?? recipe.slots[0];
  if (!chosen) {
    return (
      <div className={css.none}>
        <Empty title="No apps yet">Each app of a step gets its place for a connection here.</Empty>
      </div>
    );
  }
  return (
    <div className={css.two}>
      <ul className={css.slots} aria-label="Connections of this recipe">
        {recipe.slots.map(slot => (
          <SlotCard
            key={addressOf(slot)}
            recipe={recipe.id}
            slot={slot}
            isChosen={slot === chosen}
            onChoose={() =>
              goInstead({ screen: 'recipe', id: recipe.id, tab: 'connections', at: addressOf(slot) })
            }
          />
        ))}
      </ul>
      <SlotDetail key={addressOf(chosen)} recipe={recipe.id} slot={chosen} />
    </div>
  );
}

function addressOf(slot: SlotView | undefined): string {
  return slot ? slotAddress(slot.connector, slot.role) : '';
}

function isOpenSlot(slot: SlotView): boolean {
  return slot.connection === null || needsPerson(slot.connection);
}
