import { expect, test } from "vitest";
import { isFiltered, NO_FILTER, queryOf, readFilters } from "@/features/audit/api/filters";

const read = (address: string) => readFilters(new URLSearchParams(address));
const NOON = Date.parse("2026-11-22T12:00:00Z");
const ID = "01934e4c-0000-7000-8000-000000000001";

test("no filter asks for everything", () => {
  expect(queryOf(read(""), NOON)).toEqual({});
  expect(isFiltered(read("line=1"))).toBe(false);
});

test("an address gives the same question again", () => {
  const address = `range=24h&login=li&action=user.update&object=users&id=${ID}&from=10.0.0.8&text=x&sealed=no`;
  expect(queryOf(read(address), NOON)).toEqual({
    since: "2026-11-21T12:00:00.000Z",
    login: "li",
    action: "user.update",
    object_type: "users",
    object_id: ID,
    address: "10.0.0.8",
    text: "x",
    sealed: false,
  });
});

test("what is no id and no range is left out", () => {
  expect(queryOf(read("id=17&range=ever&sealed=perhaps"), NOON)).toEqual({});
});

test("clearing forgets every filter", () => {
  expect(Object.keys(NO_FILTER).sort()).toEqual(Object.keys(read("")).sort());
});
