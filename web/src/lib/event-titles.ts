/** What event types are called on the shelf. */
import { useQuery } from "@tanstack/react-query";
import { api, take } from "@/api/client";
import { useText } from "@/lib/text";

const STALE_MS = 600_000;

/** Return a function that names an event type; one that nothing on the shelf raises keeps its code. */
export function useEventTitles(): (event_type: string) => string {
  const text = useText();
  const { data } = useQuery({ queryKey: ["leaderboard", "titles"], queryFn: ({ signal }) => take(api.GET("/api/v1/leaderboard", { signal })), staleTime: STALE_MS });
  const titles = new Map(data?.event_types.map((one) => [one.event_type, text(one, "title")]));
  return (event_type) => titles.get(event_type) ?? event_type;
}
