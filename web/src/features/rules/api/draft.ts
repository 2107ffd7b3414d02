/** A rule while it is edited: what is saved, what stands here, and what differs. */
import { useState } from "react";
import type { RuleOverrides, Subscription } from "@/api/types";
import { differences } from "@/features/rules/api/override";

export type Draft = ReturnType<typeof useDraft>;

export function useDraft(loaded: Subscription) {
  const [base, setBase] = useState(loaded);
  const [rule, setRule] = useState<RuleOverrides>(loaded.rule);
  return {
    /** The subscription as it was read or saved last: its revision is what a save builds on. */
    base,
    rule,
    setRule,
    changes: differences(base.rule, rule),
    discard: () => setRule(base.rule),
    saved: (row: Subscription) => {
      setBase(row);
      setRule(row.rule);
    },
  };
}
