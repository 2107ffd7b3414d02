/** What the server refused of a form: beside the field where one is to blame, else above the form. */
import { type ReactNode, useState } from "react";
import { Trouble } from "@/components/trouble";
import { type FormLike, markFaults } from "@/lib/form-faults";

export function useFormTrouble(form: FormLike, fields: readonly string[], fieldOf?: Record<string, string>): { trouble: ReactNode; onError: (error: unknown) => void } {
  const [unplaced, setUnplaced] = useState<unknown>(null);
  return {
    trouble: unplaced === null ? null : <Trouble error={unplaced} />,
    onError: (error) => setUnplaced(markFaults(form, error, fields, fieldOf) ? null : error),
  };
}
