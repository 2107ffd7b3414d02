/** Whose city a page is about: the chosen one, else the reader's own, else the first he sees. */
import { useMe } from "@/lib/me";
import { useOrganizations } from "@/lib/organizations";

export function useCity(chosen: string | null) {
  const { organization } = useMe();
  const { organizations, pending } = useOrganizations();
  const cities = organizations.filter(({ kind }) => kind === "city");
  const own = organization.kind === "operator" || organization.kind === "vendor" ? (cities[0]?.id ?? "") : organization.id;
  return { organization_id: chosen ?? own, offered: cities.length, pending, isCity: cities.some(({ id }) => id === (chosen ?? own)) };
}
