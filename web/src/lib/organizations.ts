/** The organizations the reader may see: every page needs their names. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, take } from "@/api/client";
import type { Organization, Page } from "@/api/types";
import { useText } from "@/lib/text";
import { branches, pathOf } from "@/lib/tree";

export const ORGANIZATIONS = ["organizations"];
const NONE: Organization[] = [];

async function readAll(signal: AbortSignal): Promise<Organization[]> {
  const all: Organization[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Organization> = await take<Page<Organization>>(
      api.GET("/api/v1/organizations", { params: { query: { limit: 200, ...(cursor !== null && { cursor }) } }, signal }),
    );
    all.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return all;
}

export function useOrganizations() {
  const query = useQuery({ queryKey: [...ORGANIZATIONS, "all"], queryFn: ({ signal }) => readAll(signal), staleTime: 30_000 });
  return { organizations: query.data ?? NONE, error: query.error, pending: query.isPending, retry: () => void query.refetch() };
}

/** The lines of the tree in the reader's language. */
export function useTree() {
  const { organizations, ...read } = useOrganizations();
  const { language } = useTranslation().i18n;
  const lines = useMemo(() => branches(organizations, (row) => (language === "en" ? row.name_en : row.name_zh), language), [organizations, language]);
  return { lines, ...read };
}

/** Return functions that name an organization by its id, alone or with all above it but the root. */
export function useOrganizationNames() {
  const text = useText();
  const { organizations } = useOrganizations();
  const byId = new Map(organizations.map((each) => [each.id, each]));
  return {
    nameOf: (id: string | null) => {
      const found = id === null ? undefined : byId.get(id);
      return found === undefined ? "–" : text(found, "name");
    },
    placeOf: (id: string) => {
      const path = pathOf(byId, id).filter(({ kind }, index, { length }) => kind !== "operator" || index === length - 1);
      return path.map((each) => text(each, "name")).join(" / ") || "–";
    },
  };
}
