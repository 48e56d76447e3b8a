/** @file The scopes a sign-in asks for: those of the app's definition to tick or leave out, and further ones. */
import { stepsWords, usesWords } from '../connections/uses.ts';
import type { ScopesPreview } from '../generated/api.ts';
import { Button } from '../parts/Button.tsx';
import { CheckInput } from '../parts/CheckInput.tsx';
import { Disclosed } from '../parts/Disclosed.tsx';
import { TextInput } from '../parts/TextInput.tsx';
import { ScopeStops } from './ScopeStops.tsx';
import css from './ScopesInput.module.css';
import { boxesOf, type ScopeBox, type ScopesDraft, usual, withFurther, withTick, wordsOf } from './scopes.ts';

interface Props {
  preview: ScopesPreview;
  draft: ScopesDraft;
  onDraft: (draft: ScopesDraft) => void;
  /** Why they cannot be asked for. */
  mistake: string | null;
  /** True when the dialog was opened for the sake of a scope. */
  isWanted: boolean;
}

export function ScopesInput({ preview, draft, onDraft, mistake, isWanted }: Props) {
  const boxes = boxesOf(preview, draft);
  const count = boxes.filter(box => box.isTicked).length + wordsOf(draft.further).length;
  return (
    <div data-field="scopes">
      <Disclosed
        title={`Scopes (${count})`}
        isOpenAtFirst={isWanted}
        opensFor={mistake ? 'mistake' : undefined}
      >
        <fieldset className={css.scopes}>
          <legend className={css.legend}>What this connection asks for, now and at every reconnect</legend>
          <div className={css.boxes}>
            {boxes.map(box => (
              <CheckInput
                key={box.scope}
                label={box.scope}
                hint={hintOf(box)}
                isSelected={box.isTicked}
                isDisabled={box.isRequired}
                onChange={() => onDraft(withTick(boxes, draft, box.scope))}
              />
            ))}
          </div>
          <TextInput
            label="Further scopes"
            hint="As the app's documentation names them, with blanks between them."
            isMono
            value={draft.further}
            onChange={further => onDraft(withFurther(boxes, draft, further))}
            mistake={mistake}
          />
          {preview.is_usual && draft.further === '' ? null : (
            <div>
              <Button weight="quiet" onPress={() => onDraft(usual)}>
                Back to what the app's definition asks for
              </Button>
            </div>
          )}
          {preview.stops.length > 0 ? <ScopeStops stops={preview.stops} /> : null}
        </fieldset>
      </Disclosed>
    </div>
  );
}

function hintOf({ isRequired, isOwn, neededBy }: ScopeBox): string | null {
  const [only] = neededBy;
  const uses = only && neededBy.length === 1 ? `${stepsWords(only.steps)} of ${only.recipe_name}` : null;
  const parts = [
    isRequired ? 'Cannot be left out: the sign-in itself rests on it' : null,
    isOwn ? "Not of the app's definition" : null,
    neededBy.length > 0 ? `Needed by ${uses ?? usesWords(neededBy)}` : null,
  ].filter(part => part !== null);
  return parts.length > 0 ? `${parts.join('. ')}.` : null;
}
