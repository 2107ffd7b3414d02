/** That the automatic confirmation of events switched itself off: those concerned judge them again. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { lostOnes, useAutoConfirms } from "@/lib/auto-confirms";
import { useText, useWords } from "@/lib/text";

export function AutoConfirmNotice() {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const lost = lostOnes(useAutoConfirms().data?.items ?? []);
  return lost.map((row) => (
    <Alert
      key={row.id}
      banner
      type="warning"
      title={t("autoConfirm.lost", { department: text(row, "department"), algorithm: text(row, "title"), version: row.version })}
      description={row.off_reason === null ? undefined : words(row.off_reason)}
    />
  ));
}
