/** Put what the server found wrong beside the field it belongs to, and the cursor there. */
import { problemOf } from "@/api/problem";

export type FormLike = { setFields: (fields: { name: never; errors: string[] }[]) => void; focusField?: (name: never) => void };

/**
 * Mark the faulty fields of a refused form; returns whether everything found its field.
 *
 * A refusal that names no field but whose code speaks of one is placed by `fieldOf`.
 */
export function markFaults(form: FormLike, error: unknown, fields: readonly string[], fieldOf: Record<string, string> = {}): boolean {
  const { faults, code, message } = problemOf(error);
  const spoken = fieldOf[code];
  const all = spoken === undefined ? faults : [{ field: spoken, message }];
  const placed = all.flatMap((fault) => {
    const name = fields.find((field) => fault.field === field || fault.field.startsWith(`${field}.`));
    return name === undefined ? [] : [{ name: name as never, errors: [fault.message] }];
  });
  form.setFields(placed);
  if (placed[0] !== undefined) form.focusField?.(placed[0].name);
  return all.length > 0 && placed.length === all.length;
}
