/** Reading and changing who is responsible for what. */
import { api, take } from "@/api/client";
import type { Page, Responsibility, ResponsibilityNew, RulesReport } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { useLiveList } from "@/lib/live-list";
import { rawBody } from "@/lib/raw-body";

const PATH = "/api/v1/organizations/{organization_id}/responsibilities";
const TYPE = "text/csv";
export const RESPONSIBILITIES = ["responsibilities"] as const;

export function useResponsibilityList(organization_id: string) {
  return useLiveList<Responsibility>({
    key: [...RESPONSIBILITIES, organization_id],
    topics: ["responsibility"],
    page: (cursor, signal) =>
      take<Page<Responsibility>>(
        api.GET(PATH, { params: { path: { organization_id }, query: { limit: 100, ...(cursor !== null && { cursor }) } }, ...(signal && { signal }) }),
      ),
    one: () => Promise.reject(new Error("a rule does not change, it goes")),
  });
}

export function useAddResponsibility(organization_id: string) {
  return useChanging([RESPONSIBILITIES], (body: ResponsibilityNew) => take<Responsibility>(api.POST(PATH, { params: { path: { organization_id } }, body })));
}

export function useRemoveResponsibility() {
  return useChanging([RESPONSIBILITIES], (responsibility_id: string) => take(api.DELETE("/api/v1/responsibilities/{responsibility_id}", { params: { path: { responsibility_id } } })));
}

export function checkRules(organization_id: string, file: File): Promise<RulesReport> {
  return take<RulesReport>(api.POST(`${PATH}/check`, { params: { path: { organization_id } }, ...rawBody(file, TYPE) }));
}

export function importRules(organization_id: string, file: File): Promise<RulesReport> {
  return take<RulesReport>(api.PUT(PATH, { params: { path: { organization_id } }, ...rawBody(file, TYPE) }));
}

/** Where the browser downloads the whole table as CSV. */
export function exportAddress(organization_id: string): string {
  return `/api/v1/organizations/${organization_id}/responsibilities/export`;
}
