/** Put what the server found wrong beside the field it belongs to. */
import { problemOf } from "@/api/problem";

type FormLike = {
  getFieldsValue: (all: true) => object;
  setFields: (fields: { name: never; errors: string[] }[]) => void;
};

/** Mark the faulty fields; returns whether every fault found its field. */
export function markFaults(form: FormLike, error: unknown, fields: readonly string[]): boolean {
  const { faults } = problemOf(error);
  const known = faults.flatMap((fault) => {
    const name = fields.find((field) => fault.field === field || fault.field.startsWith(`${field}.`));
    return name === undefined ? [] : [{ name: name as never, errors: [fault.message] }];
  });
  form.setFields(known);
  return faults.length > 0 && known.length === faults.length;
}
