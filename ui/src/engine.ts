/** @file Keeps the engine's answers for the screens: asked once, thrown away when the engine says they are old. */

import {
  keepPreviousData,
  notifyManager,
  QueryClient,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { call, onStale } from '#api';
import { type Answer, asProblem, type CallName, type Question } from './door.ts';
import type { Problem, RecipeView } from './generated/api.ts';

/** Asks the engine; a rejection is always a `Problem`. */
export async function ask<Name extends CallName>(
  name: Name,
  question: Question<Name>,
): Promise<Answer<Name>> {
  try {
    return await call(name, question);
  } catch (thrown) {
    throw asProblem(thrown);
  }
}

/** Answers stay good until the engine says otherwise, so nothing is asked again by time or focus. */
export function createQueryClient(): QueryClient {
  // A kept answer is on screen before the call that brought it counts as over; else what was chosen would be gone from
  // the screen between the two.
  notifyManager.setScheduler(queueMicrotask);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 5 * 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  });
}

/** Lets the engine's news reach the kept answers; returns how to stop. */
export function followStale(client: QueryClient): () => void {
  return onStale(calls => {
    const old = new Set(calls);
    void client.invalidateQueries({ predicate: query => old.has(String(query.queryKey[0])) });
  });
}

interface AnswerOptions<Known> {
  enabled?: boolean;
  /** Shows the previous answer while another question is under way. */
  keep?: boolean;
  /** After how many milliseconds to ask again, by what is known. */
  again?: (known: Known | undefined) => number | false;
}

/** The engine's answer to a question, fresh as long as a component shows it. */
export function useAnswer<Name extends CallName>(
  name: Name,
  question: Question<Name>,
  options: AnswerOptions<Answer<Name>> = {},
): UseQueryResult<Answer<Name>, Problem> {
  return useQuery<Answer<Name>, Problem>({
    queryKey: [name, question],
    queryFn: () => ask(name, question),
    enabled: options.enabled ?? true,
    refetchInterval: query => options.again?.(query.state.data) ?? false,
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  });
}

/**
 * A call that changes something. Its answer is kept at once where a screen shows it. Changes of recipes are made one
 * after the other, in the order of the person: two calls under way may reach the engine in any order.
 * `needless` is asked when the call's turn comes: the answer that stands instead, if it is not to be made any more.
 */
export function useDeed<Name extends CallName>(
  name: Name,
  needless?: (client: QueryClient, question: Question<Name>) => Answer<Name> | undefined,
) {
  const client = useQueryClient();
  return useMutation<Answer<Name>, Problem, Question<Name>>({
    mutationFn: async question => needless?.(client, question) ?? ask(name, question),
    onSuccess: answer => keepAnswer(client, name, answer),
    ...(changesRecipes(name) ? { scope: { id: 'recipe' } } : {}),
  });
}

function changesRecipes(name: CallName): boolean {
  return name.startsWith('recipe.') && name !== 'recipe.bind_preview' && name !== 'recipe.export';
}

function keepAnswer(client: QueryClient, name: CallName, answer: unknown): void {
  switch (name) {
    case 'recipe.create':
    case 'recipe.sample':
    case 'recipe.rename':
    case 'recipe.add_step':
    case 'recipe.remove_step':
    case 'recipe.set_input':
    case 'recipe.bind':
    case 'recipe.import': {
      const recipe = answer as RecipeView;
      const queryKey = ['recipe', { id: recipe.id }];
      const isAsked = client.getQueryState(queryKey)?.fetchStatus === 'fetching';
      client.setQueryData(queryKey, recipe);
      // An answer under way may be older than this change, and would take it back on screen.
      if (isAsked) void client.invalidateQueries({ queryKey, exact: true });
      break;
    }
    case 'recipe.remove':
      client.setQueryData(['recipes', null], answer);
      break;
    case 'client.set':
    case 'client.remove':
      client.setQueryData(['clients', null], answer);
      break;
    case 'practice.fault':
      client.setQueryData(['practice', null], answer);
      break;
    case 'settings.set':
      client.setQueryData(['settings', null], answer);
      break;
    case 'leave.store':
    case 'leave.anyway':
    case 'leave.stay':
      client.setQueryData(['status', null], answer);
      break;
    case 'vault.unlock':
    case 'vault.session_only':
      void client.invalidateQueries();
      break;
    default:
      break;
  }
}
