/** @file Asks for the name of a new recipe. */
import { useState } from 'react';
import { useDeed } from '../engine.ts';
import { Button } from '../parts/Button.tsx';
import { DialogFrame } from '../parts/DialogFrame.tsx';
import { ProblemPanel } from '../parts/ProblemPanel.tsx';
import { TextInput } from '../parts/TextInput.tsx';
import { go } from '../usePlace.ts';

export function NewRecipeDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const [name, setName] = useState('');
  const create = useDeed('recipe.create');
  const close = () => {
    setName('');
    create.reset();
    onClose();
  };
  const make = () => {
    if (name.trim() === '' || create.isPending) return;
    create.mutate(
      { name: name.trim() },
      {
        onSuccess: recipe => {
          close();
          go({ screen: 'recipe', id: recipe.id, tab: 'recipe' });
        },
      },
    );
  };
  const { error } = create;
  return (
    <DialogFrame
      title="New recipe"
      isOpen={isOpen}
      onClose={close}
      foot={
        <>
          <Button weight="quiet" onPress={close}>
            Cancel
          </Button>
          <Button weight="main" onPress={make} isDisabled={name.trim() === ''} isPending={create.isPending}>
            Create recipe
          </Button>
        </>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          make();
        }}
      >
        <TextInput
          label="Name"
          value={name}
          onChange={setName}
          isRequired
          autoFocus
          placeholder="New or updated accounts to organizations"
          mistake={error?.field === 'name' || error?.kind === 'name_taken' ? error.what : null}
        />
      </form>
      {error && error.field !== 'name' && error.kind !== 'name_taken' ? (
        <ProblemPanel problem={error} isAlert />
      ) : null}
    </DialogFrame>
  );
}
