import { expect, test } from "vitest";
import { queryOf, readFilters } from "@/features/cases/api/filters";

const asked = (address: string) => queryOf(readFilters(new URLSearchParams(address)), Date.parse("2026-11-26T08:00:00Z"));

test("without a filter the open cases are shown", () => {
  expect(asked("")).toEqual({ open: true });
  expect(asked("view=all")).toEqual({});
  expect(asked("view=over")).toEqual({ open: false });
});

test("a state goes before the view, and what makes no sense is left out", () => {
  expect(asked("state=closed")).toEqual({ state: ["closed"] });
  expect(asked("state=lost&clock=blue&flag=odd&source=sky")).toEqual({ open: true });
});

test("every filter reaches the API", () => {
  expect(asked("clock=red&flag=asked&source=request&unit=u1&matter=06010&q=E10&sort=due&range=1h")).toEqual({
    open: true,
    clock: "red",
    asked: true,
    source: "request",
    unit_id: "u1",
    matter: "06010",
    text: "E10",
    sort: "due_at",
    since: "2026-11-26T07:00:00.000Z",
  });
});
