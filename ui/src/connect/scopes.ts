/** @file The choice of scopes in the connect dialog: what is ticked, what is typed, and what is sent. */
import type { ScopeChoice, ScopesPreview } from '../generated/api.ts';

/** What the person did about scopes. */
export interface ScopesDraft {
  /** What is ticked, once something was ticked or left out; else what the connection has, or the definition says. */
  ticked: 'kept' | 'usual' | readonly string[];
  /** Further scopes, as typed. */
  further: string;
}

export const untouched: ScopesDraft = { ticked: 'kept', further: '' };
export const usual: ScopesDraft = { ticked: 'usual', further: '' };

/** The scopes in a line of text. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter(word => word !== '');
}

/** The question to the engine. `asked` is what the connection asks for, `more` what is to be added to it. */
export function choiceOf(
  draft: ScopesDraft,
  asked: readonly string[] | null,
  more: readonly string[],
): ScopeChoice {
  if (draft.ticked === 'usual') return 'usual';
  if (draft.ticked !== 'kept') return { chosen: [...draft.ticked, ...wordsOf(draft.further)] };
  return more.length > 0 && asked ? { chosen: [...asked, ...more] } : 'kept';
}

/** One box of the dialog. */
export interface ScopeBox {
  scope: string;
  isTicked: boolean;
  isRequired: boolean;
  isOwn: boolean;
  neededBy: ScopesPreview['lines'][number]['needed_by'];
}

/** The boxes, as they stand before the engine has answered the last change. */
export function boxesOf(preview: ScopesPreview, draft: ScopesDraft): ScopeBox[] {
  const typed = wordsOf(draft.further);
  const { ticked } = draft;
  return preview.lines
    .filter(line => !(line.is_own && typed.includes(line.scope)))
    .map(line => ({
      scope: line.scope,
      isTicked:
        line.is_required || (typeof ticked === 'string' ? line.is_asked : ticked.includes(line.scope)),
      isRequired: line.is_required,
      isOwn: line.is_own,
      neededBy: line.needed_by,
    }));
}

/** The draft after a box was ticked or left out. */
export function withTick(boxes: readonly ScopeBox[], draft: ScopesDraft, scope: string): ScopesDraft {
  const ticked = boxes.filter(box => (box.scope === scope ? !box.isTicked : box.isTicked));
  return { ...draft, ticked: ticked.map(box => box.scope) };
}

/** The draft after something was typed. */
export function withFurther(boxes: readonly ScopeBox[], draft: ScopesDraft, further: string): ScopesDraft {
  return { ticked: boxes.filter(box => box.isTicked).map(box => box.scope), further };
}
