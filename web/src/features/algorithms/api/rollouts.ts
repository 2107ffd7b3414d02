/** Versions tried on some cameras: what runs, what came of it, beginning, changing and ending one. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { Page, Rollout, RolloutCamera, RolloutNew, RolloutPart, Subscription } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useRefreshOn } from "@/lib/refresh";

const ROLLOUTS = ["rollouts"];
/** Figures grow without anybody's doing. */
const POLL_MS = 5000;
const SHOWN = 20;
const CAMERAS_SHOWN = 200;

export function useRollouts(algorithm_id: string) {
  useRefreshOn(["rollout"], [...ROLLOUTS, algorithm_id]);
  return useQuery({
    queryKey: [...ROLLOUTS, algorithm_id],
    refetchInterval: POLL_MS,
    queryFn: () => take<Page<Rollout>>(api.GET("/api/v1/algorithms/{algorithm_id}/rollouts", { params: { path: { algorithm_id }, query: { limit: SHOWN } } })),
  });
}

export function useRolloutCameras(rollout_id: string) {
  return useQuery({
    queryKey: [...ROLLOUTS, "cameras", rollout_id],
    refetchInterval: POLL_MS,
    queryFn: () => take<Page<RolloutCamera>>(api.GET("/api/v1/rollouts/{rollout_id}/cameras", { params: { path: { rollout_id }, query: { limit: CAMERAS_SHOWN } } })),
  });
}

/** The subscriptions whose cameras could take part. */
export function useFollowers(algorithm_id: string) {
  const { data } = useQuery({
    queryKey: ["subscriptions", "of", algorithm_id],
    queryFn: () => take<Page<Subscription>>(api.GET("/api/v1/subscriptions", { params: { query: { algorithm_id, limit: CAMERAS_SHOWN } } })),
  });
  return (data?.items ?? []).filter(({ alias, version_id }) => alias === "stable" && version_id === null);
}

export function useBeginRollout(algorithm_id: string) {
  return useChanging([ROLLOUTS, ["subscriptions"]], (body: RolloutNew) =>
    take<Rollout>(api.POST("/api/v1/algorithms/{algorithm_id}/rollouts", { params: { path: { algorithm_id } }, body })),
  );
}

export function useChangeRollout() {
  return useChanging([ROLLOUTS, ["subscriptions"]], ({ rollout, part }: { rollout: Rollout; part: RolloutPart }) =>
    take<Rollout>(api.PATCH("/api/v1/rollouts/{rollout_id}", { params: { path: { rollout_id: rollout.id } }, headers: ifMatch(rollout), body: part })),
  );
}

export function useEndRollout(rollout_id: string) {
  return useChanging([ROLLOUTS, ["subscriptions"]], (reason: string) =>
    take<Rollout>(api.POST("/api/v1/rollouts/{rollout_id}/end", { params: { path: { rollout_id } }, body: { reason } })),
  );
}
