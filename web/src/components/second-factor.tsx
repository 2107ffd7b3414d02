/** Whether somebody gives one-time codes: in word and icon. */
import { CheckCircleFilled, MinusCircleOutlined, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import { StateTag } from "@/components/state-tag";

const LOOKS = {
  enrolled: { tone: "good", icon: <CheckCircleFilled /> },
  needed: { tone: "risk", icon: <WarningFilled /> },
  off: { tone: "off", icon: <MinusCircleOutlined /> },
} as const;

export function SecondFactor({ state }: { state: User["totp"] }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`users.totp.${state}`)}
    </StateTag>
  );
}
