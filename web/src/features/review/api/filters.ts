/** What of the queue a reviewer takes, as it stands in the address. */
import { useMemo } from "react";
import { useAddress } from "@/lib/address";
import { SEVERITIES, type Severity } from "@/lib/events";

export const MODES = ["all", "opinion", "check"] as const;
export type Mode = (typeof MODES)[number];

export type DeskFilters = {
  /** Everything that waits, what another one was uncertain of, or what is judged once more to measure agreement. */
  mode: Mode;
  severity: Severity | null;
  type: string | null;
  algorithm: string | null;
  camera: string | null;
  owner: string | null;
  /** An administrative code: its cameras and all below. */
  region: string | null;
  escalated: boolean;
};

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const REGION = /^[0-9]{2,8}$/;

/** Read the filters of an address; what makes no sense is left out. */
export function readDesk(params: URLSearchParams): DeskFilters {
  const fitting = (name: string, form: RegExp) => {
    const value = params.get(name);
    return value !== null && form.test(value) ? value : null;
  };
  return {
    mode: MODES.find((each) => each === params.get("mode")) ?? "all",
    severity: SEVERITIES.find((each) => each === params.get("severity")) ?? null,
    type: params.get("type"),
    algorithm: fitting("algorithm", ID),
    camera: fitting("camera", ID),
    owner: fitting("owner", ID),
    region: fitting("region", REGION),
    escalated: params.get("escalated") === "1",
  };
}

/** The filters as the API takes them. */
export function wantedOf(filters: DeskFilters) {
  return {
    ...(filters.mode !== "all" && { wants: filters.mode }),
    ...(filters.severity && { severity: filters.severity }),
    ...(filters.type && { event_type: filters.type }),
    ...(filters.algorithm && { algorithm_id: filters.algorithm }),
    ...(filters.camera && { camera_id: filters.camera }),
    ...(filters.owner && { owner_id: filters.owner }),
    ...(filters.region && { region: filters.region }),
    ...(filters.escalated && { escalated: true }),
  };
}

export function useDeskFilters() {
  const { params, change } = useAddress();
  const filters = useMemo(() => readDesk(params), [params]);
  return { filters, change };
}
