/** Whether the reader's department agrees that its pictures leave the platform. */
import { api, ifMatch, take } from "@/api/client";
import type { AlgorithmDetail } from "@/api/types";
import { useChanging } from "@/lib/changing";

export type RemoteUse = NonNullable<AlgorithmDetail["remote"]>;
/** Where it is asked, once security has let the endpoint in. */
export type Approved = RemoteUse & { endpoint_id: string; revision: number; host: string };

export function isApproved(use: RemoteUse): use is Approved {
  return use.endpoint_id !== null && use.revision !== null && use.host !== null;
}

/** Where the version is asked that is meant by the name of an alias or by its id; null: it runs here. */
export function remoteOf({ aliases, remotes }: Pick<AlgorithmDetail, "aliases" | "remotes">, meant: string): RemoteUse | null {
  const version = aliases.find(({ name }) => name === meant)?.version_id ?? meant;
  return remotes[version] ?? null;
}

const CHANGED = [["algorithms"], ["subscriptions"]];

/** Agree to the very endpoint that is shown: one that its vendor has moved meanwhile is another. */
export function useAgree(use: Approved) {
  return useChanging(CHANGED, (reason: string) =>
    take(api.PUT("/api/v1/remote-endpoints/{remote_endpoint_id}/agreement", { params: { path: pathOf(use) }, headers: ifMatch(use), body: { reason } })),
  );
}

export function useTakeBack(use: Approved) {
  return useChanging(CHANGED, () => take(api.DELETE("/api/v1/remote-endpoints/{remote_endpoint_id}/agreement", { params: { path: pathOf(use) } })));
}

function pathOf({ endpoint_id }: Approved): { remote_endpoint_id: string } {
  return { remote_endpoint_id: endpoint_id };
}
