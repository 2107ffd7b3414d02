/** Reading and replacing a year of a city's working calendar. */
import { useQuery } from "@tanstack/react-query";
import { api, ifMatch, take } from "@/api/client";
import type { SpecialDay, WorkingYear } from "@/api/types";
import { useChanging } from "@/lib/changing";

type Which = { organization_id: string; year: number };

export function useWorkingYear({ organization_id, year }: Which) {
  return useQuery({
    queryKey: ["calendar", organization_id, year],
    enabled: organization_id !== "",
    refetchOnWindowFocus: false,
    queryFn: () => take<WorkingYear>(api.GET("/api/v1/organizations/{organization_id}/calendar/{year}", { params: { path: { organization_id, year } } })),
  });
}

export function useSaveYear({ organization_id, year }: Which) {
  return useChanging([["calendar"]], ({ base, days }: { base: WorkingYear; days: SpecialDay[] }) =>
    take<WorkingYear>(
      api.PUT("/api/v1/organizations/{organization_id}/calendar/{year}", {
        params: { path: { organization_id, year } },
        headers: ifMatch(base),
        body: { days },
      }),
    ),
  );
}
