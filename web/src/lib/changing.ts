/** A change that makes what was read before read again. */
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";

export function useChanging<In, Out>(keys: readonly QueryKey[], mutationFn: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn,
    onSettled: () => Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
