/** @file Asks the engine for a picklist, page by page; searching is the engine's work. */
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../engine.ts';
import type { PicklistPage, Problem } from '../generated/api.ts';
import { firstPage, nextOffset, nextPage, type PicklistSource } from './rows.ts';

function question(source: PicklistSource | null, search: string, offset: number, refresh: boolean) {
  return {
    connection: source?.connection ?? '',
    picklist: source?.picklist ?? '',
    params: { ...source?.params },
    search,
    offset,
    limit: offset === 0 ? firstPage : nextPage,
    refresh,
  };
}

function pagesOf(source: PicklistSource | null, search: string) {
  return {
    queryKey: ['picklist', JSON.stringify(source), search] as const,
    queryFn: ({ pageParam }: { pageParam: number }) =>
      ask('picklist', question(source, search, pageParam, false)),
    initialPageParam: 0,
  };
}

/** Whether lists are at hand, and how to get one before it is shown. */
export function useListsAhead(source: PicklistSource | null) {
  const client = useQueryClient();
  return {
    isKnown: (search: string) => client.getQueryData(pagesOf(source, search).queryKey) !== undefined,
    load: async (search: string): Promise<readonly PicklistPage[] | null> => {
      const wanted = pagesOf(source, search);
      await client.prefetchInfiniteQuery(wanted);
      return client.getQueryData<InfiniteData<PicklistPage, number>>(wanted.queryKey)?.pages ?? null;
    },
  };
}

export function usePicklist(source: PicklistSource | null, search: string, isWanted: boolean) {
  const client = useQueryClient();
  const list = JSON.stringify(source);
  const pages = useInfiniteQuery<
    PicklistPage,
    Problem,
    InfiniteData<PicklistPage, number>,
    readonly [string, string, string],
    number
  >({
    ...pagesOf(source, search),
    getNextPageParam: nextOffset,
    enabled: isWanted && source !== null,
    // The rows of the last search stay until those of the next are there; those of another list do not.
    placeholderData: (before, query) => (query?.queryKey[1] === list ? before : undefined),
  });
  const refresh = useMutation<PicklistPage, Problem>({
    mutationFn: () => ask('picklist', question(source, search, 0, true)),
    onSuccess: async page => {
      client.setQueryData<InfiniteData<PicklistPage, number>>(['picklist', list, search], {
        pages: [page],
        pageParams: [0],
      });
      await client.invalidateQueries({ queryKey: ['picklist', list], refetchType: 'none' });
    },
  });
  return { pages, refresh };
}
