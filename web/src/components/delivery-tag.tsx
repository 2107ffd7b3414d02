/** How the sending of a case to an outside system stands. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, ReloadOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Delivery } from "@/api/types";
import { StateTag } from "@/components/state-tag";

const LOOKS = {
  waiting: { tone: "plain", icon: <ClockCircleOutlined /> },
  delivered: { tone: "good", icon: <CheckCircleFilled /> },
  retrying: { tone: "risk", icon: <ReloadOutlined /> },
  dead: { tone: "act", icon: <CloseCircleFilled /> },
} as const;

export function DeliveryTag({ state }: { state: Delivery["state"] }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`cases.delivery.${state}`)}
    </StateTag>
  );
}
