/** That the operator has not switched remote algorithms on, and what to set. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";

export function RemoteOff({ banner = false }: { banner?: boolean }) {
  const { t } = useTranslation();
  return <Alert banner={banner} type="warning" showIcon title={t("remote.off")} description={t("remote.offHint")} />;
}
