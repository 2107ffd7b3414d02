/** Reading a subscription's rule, trying a changed one on what was recorded, and saving it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { EventRule, Replay, RuleOverrides, Subscription, SubscriptionChange } from "@/api/types";
import { useChanging } from "@/lib/changing";

export type Loaded = { subscription: Subscription; events: EventRule[] };
export type Range = { since: string; until: string };

/** A subscription with the rules of its event types: read once a visit, so that nothing moves under who edits. */
export function useRule(id: string) {
  const params = { path: { subscription_id: id } };
  return useQuery({
    queryKey: ["subscriptions", "rule", id],
    staleTime: Infinity,
    gcTime: 0,
    queryFn: async ({ signal }): Promise<Loaded> => {
      const subscription = await take<Subscription>(api.GET("/api/v1/subscriptions/{subscription_id}", { params, signal }));
      const { events } = await take(api.GET("/api/v1/subscriptions/{subscription_id}/rule", { params, signal }));
      return { subscription, events };
    },
  });
}

export function useRuleCamera(camera_id: string) {
  return useQuery({
    queryKey: ["cameras", "one", camera_id],
    queryFn: () => take(api.GET("/api/v1/cameras/{camera_id}", { params: { path: { camera_id } } })),
  });
}

export function useSaveRule() {
  return useChanging([["subscriptions", "list"], ["cameras"]], ({ row, rule }: { row: Subscription; rule: RuleOverrides }) =>
    take<Subscription>(
      api.PATCH("/api/v1/subscriptions/{subscription_id}", { params: { path: { subscription_id: row.id } }, headers: ifMatch(row), body: { rule: sentRule(rule) } }),
    ),
  );
}

export function useReplay(subscription_id: string) {
  return useMutation({
    mutationFn: ({ range, rule }: { range: Range; rule: RuleOverrides }) =>
      take<Replay>(api.POST("/api/v1/subscriptions/{subscription_id}/replay", { params: { path: { subscription_id } }, body: { ...range, rule: sentRule(rule), as_judged: false } })),
  });
}

/** A rule as it is sent: the type of what was read no longer says that a point has two numbers. */
function sentRule(rule: RuleOverrides) {
  return rule as NonNullable<SubscriptionChange["rule"]>;
}
