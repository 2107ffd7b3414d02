import { expect, test } from "vitest";
import type { StatementLine } from "@/api/types";
import { accounts, together } from "@/features/statements/api/statements";

const line = (owner: string, vendor: string, looks: number): StatementLine => ({
  owner_id: owner,
  department_zh: owner,
  department_en: owner,
  vendor_id: vendor,
  vendor_zh: vendor,
  vendor_en: vendor,
  algorithm_id: `${vendor}-${looks}`,
  title_zh: "火",
  title_en: "Fire",
  camera_hours: 1.5,
  looks,
  called: 1,
  inferences: looks + 1,
  confirmed: 2,
  auto_confirmed: 0,
});

test("each department has an account with each vendor, in the order of the lines", () => {
  const found = accounts([line("parks", "a", 10), line("parks", "a", 20), line("parks", "b", 5), line("roads", "a", 1)]);
  expect(found.map(({ key, lines }) => [key, lines.length])).toEqual([
    ["parks a", 2],
    ["parks b", 1],
    ["roads a", 1],
  ]);
  expect(found[0]?.sums).toEqual({ camera_hours: 3, looks: 30, called: 2, inferences: 32, confirmed: 4, auto_confirmed: 0 });
  expect(together(found).looks).toBe(36);
});

test("nothing used is no account", () => {
  expect(accounts([])).toEqual([]);
  expect(together([]).inferences).toBe(0);
});
