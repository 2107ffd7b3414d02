/** That the operator has not switched remote algorithms on, and what to set. */
import { Alert } from "antd";
import { useTranslation } from "react-i18next";

/** `title`: what it means where it stands. */
export function RemoteOff({ title, banner = false }: { title?: string; banner?: boolean }) {
  const { t } = useTranslation();
  return <Alert banner={banner} type="warning" showIcon title={title ?? t("remote.off")} description={t("remote.offHint")} />;
}
