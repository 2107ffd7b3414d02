/** Reload queries when their objects change, at most twice a second. */
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { type Topic, useChanges } from "@/lib/stream";

const PAUSE_MS = 500;

export function useRefreshOn(topics: readonly Topic[], key: QueryKey): void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useChanges((change) => {
    if (change.topic !== "resync" && !topics.includes(change.topic)) return;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      void client.invalidateQueries({ queryKey: key });
    }, PAUSE_MS);
  });
}
