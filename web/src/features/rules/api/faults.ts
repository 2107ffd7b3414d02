/** What the server found wrong with a rule, by the field it stands in. */
import type { FieldFault } from "@/api/problem";
import type { Kind } from "@/features/rules/api/drawing";
import type { Where } from "@/features/rules/api/override";

/** What is wrong with a field, or with a part of it. */
export function faultAt(faults: readonly FieldFault[], where: Where, field: string): string | undefined {
  const path = pathOf(where, field);
  return faults.find((fault) => fault.field === path || fault.field.startsWith(`${path}.`))?.message;
}

/** What is wrong with shapes, by `kind.index`. */
export function shapeFaults(faults: readonly FieldFault[], where: Where): Map<string, string> {
  const kinds: readonly Kind[] = ["zones", "masks", "tripwires"];
  const placed = kinds.flatMap((kind) =>
    faults.flatMap(({ field, message }): [string, string][] => {
      const before = `${pathOf(where, kind)}.`;
      return field.startsWith(before) ? [[`${kind}.${field.slice(before.length).split(".")[0] ?? ""}`, message]] : [];
    }),
  );
  return new Map(placed);
}

function pathOf(where: Where, field: string): string {
  return where === null ? `rule.${field}` : `rule.events.${where}.${field}`;
}
