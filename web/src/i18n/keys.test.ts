import { expect, test } from "vitest";
import { en } from "@/i18n/en";
import { zhCN } from "@/i18n/zh-cn";

type Tree = { [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((hole) => hole[1]).sort();

test("both languages have the same keys", () => {
  expect(leaves(en).map(([key]) => key)).toEqual(leaves(zhCN).map(([key]) => key));
});

test("no label is empty", () => {
  expect([...leaves(zhCN), ...leaves(en)].filter(([, text]) => text.trim() === "")).toEqual([]);
});

test("both languages fill the same holes", () => {
  const english = new Map(leaves(en));
  const differing = leaves(zhCN).filter(([key, text]) => String(holes(text)) !== String(holes(english.get(key) ?? "")));
  expect(differing).toEqual([]);
});

test("English labels are not left in Chinese", () => {
  expect(leaves(en).filter(([, text]) => /\p{Script=Han}/u.test(text))).toEqual([]);
});

const sources = Object.values(
  import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/i18n/**", "!/src/**/*.d.ts"], { query: "?raw", import: "default", eager: true }),
).join("\n");

const quoted = new Set([...sources.matchAll(/"([\w.-]+)"/g)].map(([, key]) => key));
const begun = new Set([...sources.matchAll(/`([\w.-]+)\.\$\{/g)].map(([, start]) => start));

test("every label is used", () => {
  const used = (key: string) => quoted.has(key) || key.split(".").some((_, depth, parts) => begun.has(parts.slice(0, depth).join(".")));
  expect(leaves(zhCN).flatMap(([key]) => (used(key) ? [] : [key]))).toEqual([]);
});
