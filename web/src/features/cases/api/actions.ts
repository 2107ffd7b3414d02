/** Which of the allowed actions come first, and which are dangerous. */
import type { CaseAction, CaseDetail } from "@/api/types";

export type Action = CaseDetail["actions"][number];

const FIRST: readonly CaseAction[] = ["accept", "file", "dispatch", "finish", "close", "resume"];
const SECOND: readonly CaseAction[] = ["verify", "handle", "rework", "urge"];
export const DANGEROUS: ReadonlySet<string> = new Set<CaseAction>(["void"]);

/** The action that grants what the unit asks for. */
const GRANTS: Record<NonNullable<CaseDetail["asked"]>["action"], CaseAction> = {
  ask_return: "return",
  ask_extension: "extend",
  ask_suspension: "suspend",
};

/** The actions that stand as buttons, the most likely one first, and those behind "more". */
export function arranged(found: Pick<CaseDetail, "actions" | "asked" | "checked">): { shown: Action[]; more: Action[] } {
  const { actions, asked, checked } = found;
  const answers: string[] = asked === null ? [] : [GRANTS[asked.action], "decline"];
  const proposed: string[] = checked?.found === "seen" ? ["rework"] : [];
  const wanted = [...answers, ...proposed, ...FIRST, ...SECOND];
  const shown = [...new Set(wanted)].flatMap((name) => actions.filter(({ action }) => action === name)).slice(0, 3);
  return { shown, more: actions.filter((each) => !shown.includes(each)) };
}
