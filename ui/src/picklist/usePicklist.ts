/** @file Asks the engine for a picklist, page by page; searching is the engine's work. */
import { type InfiniteData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { ask } from '../engine.ts';
import type { PicklistPage, Problem } from '../generated/api.ts';
import { firstPage, nextOffset, nextPage, type PicklistSource } from './rows.ts';

export function usePicklist(source: PicklistSource | null, search: string, isWanted: boolean) {
  const client = useQueryClient();
  const question = (offset: number, refresh: boolean) => ({
    connection: source?.connection ?? '',
    picklist: source?.picklist ?? '',
    params: { ...source?.params },
    search,
    offset,
    limit: offset === 0 ? firstPage : nextPage,
    refresh,
  });
  const list = JSON.stringify(source);
  const pages = useInfiniteQuery<
    PicklistPage,
    Problem,
    InfiniteData<PicklistPage, number>,
    readonly [string, string, string],
    number
  >({
    queryKey: ['picklist', list, search],
    queryFn: ({ pageParam }) => ask('picklist', question(pageParam, false)),
    initialPageParam: 0,
    getNextPageParam: nextOffset,
    enabled: isWanted && source !== null,
    // The rows of the last search stay until those of the next are there; those of another list do not.
    placeholderData: (before, query) => (query?.queryKey[1] === list ? before : undefined),
  });
  const refresh = useMutation<PicklistPage, Problem>({
    mutationFn: () => ask('picklist', question(0, true)),
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
