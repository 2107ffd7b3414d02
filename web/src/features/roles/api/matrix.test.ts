import { expect, test } from "vitest";
import type { RoleGrants } from "@/api/types";
import { matrixOf } from "@/features/roles/api/matrix";
import { familyOf } from "@/lib/actions";

const role = (name: string, ...actions: string[]) =>
  ({ role: name, actions: actions.map((action) => ({ action, title_zh: action, title_en: action, reach: "own" })) }) as unknown as RoleGrants;

test("each action stands once, with everybody who may do it", () => {
  const [family] = matrixOf([role("viewer", "event.read"), role("dispatcher", "event.read", "event.judge")]);
  expect(family?.rows.map(({ action, grants }) => [action, [...grants.keys()]])).toEqual([
    ["event.read", ["viewer", "dispatcher"]],
    ["event.judge", ["dispatcher"]],
  ]);
});

test("families follow the work, and what is new is not lost", () => {
  const found = matrixOf([role("system", "sink.update", "sink.read", "camera.read", "weather.read", "audit.read")]);
  expect(found.map(({ family, rows }) => [family, rows.map(({ action }) => action)])).toEqual([
    ["cameras", ["camera.read"]],
    ["system", ["sink.read", "sink.update", "audit.read"]],
    ["other", ["weather.read"]],
  ]);
  expect(familyOf("weather.read")).toBe("other");
});
