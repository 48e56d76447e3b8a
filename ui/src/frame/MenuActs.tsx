/** @file What the window's menu asks of the page: a new recipe, everything read anew, the list of keys. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { NewRecipeDialog } from '../recipes/NewRecipeDialog.tsx';
import { KeysDialog } from './KeysDialog.tsx';

type Open = 'new-recipe' | 'keys' | null;

export function MenuActs() {
  const queries = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  useEffect(() => {
    const onMenu = (event: Event) => {
      const act: unknown = event instanceof CustomEvent ? event.detail : null;
      // Over an open dialog a second one would hide what is being answered.
      if (document.querySelector('[role=dialog], [role=alertdialog]')) return;
      if (act === 'refresh') void queries.invalidateQueries();
      else if (act === 'new-recipe' || act === 'keys') setOpen(act);
    };
    window.addEventListener('menu', onMenu);
    return () => window.removeEventListener('menu', onMenu);
  }, [queries]);
  return (
    <>
      <NewRecipeDialog isOpen={open === 'new-recipe'} onClose={() => setOpen(null)} />
      <KeysDialog isOpen={open === 'keys'} onClose={() => setOpen(null)} />
    </>
  );
}
