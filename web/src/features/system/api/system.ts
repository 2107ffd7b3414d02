/** What runs, read again and again. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import type { System } from "@/api/types";

const LOOK_MS = 5000;

export function useSystem() {
  return useQuery({
    queryKey: ["system"],
    queryFn: ({ signal }) => take<System>(api.GET("/api/v1/system", { signal })),
    refetchInterval: LOOK_MS,
  });
}
