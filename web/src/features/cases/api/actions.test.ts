import { expect, test } from "vitest";
import { arranged } from "@/features/cases/api/actions";
import type { CaseDetail } from "@/api/types";

type Asked = CaseDetail["asked"];
type Checked = CaseDetail["checked"];
const actions = (...names: string[]) => names.map((action) => ({ action, needs: [] }));
const shown = (names: string[], asked: Asked = null, checked: Checked = null) => arranged({ actions: actions(...names), asked, checked }).shown.map(({ action }) => action);

test("the likeliest action comes first and the rest is behind more", () => {
  const found = arranged({ actions: actions("close", "rework", "void", "urge", "supervise"), asked: null, checked: null });
  expect(found.shown.map(({ action }) => action)).toEqual(["close", "rework", "urge"]);
  expect(found.more.map(({ action }) => action)).toEqual(["void", "supervise"]);
});

test("what a unit asks for is answered first", () => {
  const asked = { action: "ask_extension", reason: "", at: "", amount: 4, until: null } as const;
  expect(shown(["finish", "return", "extend", "decline"], asked)).toEqual(["extend", "decline", "finish"]);
});

test("where the algorithm sees it again, work begins anew", () => {
  expect(shown(["close", "rework"], null, { found: "seen", looks: 9, at: "" })).toEqual(["rework", "close"]);
});
