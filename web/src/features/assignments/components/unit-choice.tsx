/** The unit of a case: chosen from those its rules named, or from all there are. */
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { useTrouble } from "@/components/trouble";
import { type Row, useChoose } from "@/features/assignments/api/assignments";

const KINDS = ["district", "department", "unit"];

export function UnitChoice({ row }: { row: Row }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const tell = useTrouble();
  const choose = useChoose();
  const [unit_id, setUnit] = useState<string | null>(row.candidates[0]?.id ?? null);
  const submit = () => {
    if (unit_id === null) return;
    choose.mutate({ row, unit_id }, { onSuccess: () => void message.success(t("assignments.chosen", { number: row.case.number })), onError: (error) => void message.error(tell(error)) });
  };
  return (
    <span className="unit-choice">
      <OrganizationSelect className="unit-choice-select" value={unit_id} fits={({ kind }) => KINDS.includes(kind)} onChange={setUnit} />
      <Button disabled={unit_id === null} loading={choose.isPending} onClick={submit}>
        {t("assignments.choose")}
      </Button>
    </span>
  );
}
