import { expect, test } from "vitest";
import type { RoleGrants } from "@/api/types";
import { isFiltered, queryOf, readFilters } from "@/features/users/api/filters";
import { combined, rolesFor } from "@/features/users/api/roles";

const TABLE = [
  { role: "viewer", administrator: false, homes: ["city", "unit"] },
  { role: "handler", administrator: false, homes: ["unit"] },
  { role: "vendor", administrator: false, homes: ["vendor"] },
  { role: "security", administrator: true, homes: ["operator", "city"] },
] as unknown as RoleGrants[];

test("a form offers the roles that fit the organization", () => {
  expect(rolesFor("city", TABLE)).toEqual(["viewer", "security"]);
  expect(rolesFor("vendor", TABLE)).toEqual(["vendor"]);
});

test("an administrator's role stands alone, and gives way to another", () => {
  expect(combined(["viewer", "handler"], ["viewer", "handler", "security"], TABLE)).toEqual(["security"]);
  expect(combined(["security"], ["security", "viewer"], TABLE)).toEqual(["viewer"]);
  expect(combined(["viewer"], ["viewer", "handler"], TABLE)).toEqual(["viewer", "handler"]);
  expect(combined(["viewer", "handler"], ["handler"], TABLE)).toEqual(["handler"]);
});

test("an address gives the same question again, without its nonsense", () => {
  const filters = readFilters(new URLSearchParams("q=li&organization=o1&role=viewer&state=disabled"));
  expect(queryOf(filters)).toEqual({ q: "li", organization_id: "o1", role: "viewer", enabled: false });
  expect(isFiltered(readFilters(new URLSearchParams("role=king&state=asleep&user=1")))).toBe(false);
});
