/** Adding and changing organizations. */
import { api, ifMatch, take } from "@/api/client";
import type { Approval, Organization, OrganizationChange, OrganizationNew } from "@/api/types";
import { useChanging } from "@/lib/changing";
import { ORGANIZATIONS } from "@/lib/organizations";

export function useAddOrganization() {
  return useChanging([ORGANIZATIONS, ["approvals"]], (body: OrganizationNew) => take<Organization>(api.POST("/api/v1/organizations", { body })));
}

export function useChangeOrganization(organization: Organization) {
  return useChanging([ORGANIZATIONS], (body: OrganizationChange) =>
    take<Organization>(
      api.PATCH("/api/v1/organizations/{organization_id}", {
        params: { path: { organization_id: organization.id } },
        headers: ifMatch(organization),
        body,
      }),
    ),
  );
}

export function useSubmitAgain(organization: Organization) {
  return useChanging([ORGANIZATIONS, ["approvals"]], (reason: string) =>
    take<Approval>(api.POST("/api/v1/organizations/{organization_id}/approval", { params: { path: { organization_id: organization.id } }, body: { reason } })),
  );
}
