/** Whether somebody may sign in. */
import { CheckCircleFilled, LockFilled, StopOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import { StateTag } from "@/components/state-tag";

export function UserState({ user, filled = false }: { user: User; filled?: boolean }) {
  const { t } = useTranslation();
  if (!user.enabled) return <StateTag tone="off" icon={<StopOutlined />} filled={filled}>{t("users.state.disabled")}</StateTag>;
  if (user.locked) return <StateTag tone="act" icon={<LockFilled />} filled={filled}>{t("users.state.locked")}</StateTag>;
  return <StateTag tone="good" icon={<CheckCircleFilled />} filled={filled}>{t("users.state.enabled")}</StateTag>;
}
