/** Replacing a whole table by a CSV file. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import type { RulesReport } from "@/api/types";
import { CheckedImport, type FileReport } from "@/components/checked-import";
import { checkRules, importRules, RESPONSIBILITIES } from "@/features/responsibilities/api/responsibilities";

export function RulesImport({ organization_id, onClose }: { organization_id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const told = ({ added, removed, unchanged, fault_count, faults }: RulesReport): FileReport => ({
    counts: [
      [t("responsibilities.added"), added],
      [t("responsibilities.removed"), removed],
      [t("responsibilities.unchanged"), unchanged],
    ],
    faultCount: fault_count,
    faults: faults.map((one) => ({ at: one.row, about: "", zh: one.zh, en: one.en })),
  });
  return (
    <CheckedImport
      title={t("responsibilities.import")}
      hint={t("responsibilities.importHint")}
      accept=".csv,text/csv"
      at={t("responsibilities.row")}
      check={async (file) => told(await checkRules(organization_id, file))}
      apply={async (file) => told(await importRules(organization_id, file))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: RESPONSIBILITIES });
        void message.success(t("responsibilities.imported"));
        onClose();
      }}
      onClose={onClose}
    />
  );
}
