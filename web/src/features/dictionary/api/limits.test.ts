import { expect, test } from "vitest";
import { fieldsOf, limitsOf } from "@/features/dictionary/components/limit-fields";

test("limits come back as they were, and an empty field is no limit", () => {
  const limits = { handle: { amount: 4, unit: "working_hours" as const } };
  expect(limitsOf(fieldsOf(limits))).toEqual(limits);
  expect(limitsOf({ ...fieldsOf(limits), handle: { amount: null, unit: "hours" } })).toEqual({});
});
