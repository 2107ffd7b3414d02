import { expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { markFaults } from "@/lib/form-faults";

function form() {
  const marked: { name: string; errors: string[] }[] = [];
  return { marked, setFields: (fields: { name: never; errors: string[] }[]) => void marked.push(...fields) };
}

const FIELDS = ["name", "url"];

test("faults stand beside their fields", () => {
  const target = form();
  const refused = new Problem(422, { code: "invalid_fields", detail: "…", errors: [{ field: "url", code: "x", message: "not an address" }] });
  expect(markFaults(target, refused, FIELDS)).toBe(true);
  expect(target.marked).toEqual([{ name: "url", errors: ["not an address"] }]);
});

test("a refusal whose code speaks of a field is placed there", () => {
  const target = form();
  expect(markFaults(target, new Problem(400, { code: "url_refused", detail: "no" }), FIELDS, { url_refused: "url" })).toBe(true);
  expect(target.marked).toEqual([{ name: "url", errors: ["no"] }]);
});

test("what belongs to no field is left to be told above the form", () => {
  expect(markFaults(form(), new Problem(409, { code: "conflict", detail: "taken" }), FIELDS)).toBe(false);
  expect(markFaults(form(), new TypeError("no network"), FIELDS)).toBe(false);
});
