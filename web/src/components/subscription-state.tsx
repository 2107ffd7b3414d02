/** The state of a subscription, in word and icon. */
import {
  CheckCircleFilled,
  ClockCircleFilled,
  DisconnectOutlined,
  HourglassOutlined,
  PauseCircleOutlined,
  StopFilled,
  WarningFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

const LOOKS: Record<string, { tone: Tone; icon: ReactNode }> = {
  waiting: { tone: "plain", icon: <HourglassOutlined /> },
  running: { tone: "good", icon: <CheckCircleFilled /> },
  late: { tone: "risk", icon: <ClockCircleFilled /> },
  no_version: { tone: "act", icon: <StopFilled /> },
  camera_down: { tone: "act", icon: <DisconnectOutlined /> },
  failing: { tone: "act", icon: <WarningFilled /> },
  off: { tone: "off", icon: <PauseCircleOutlined /> },
};
const UNKNOWN = { tone: "plain", icon: <HourglassOutlined /> } as const;

export function SubscriptionState({ subscription: { state } }: { subscription: Subscription }) {
  const { t, i18n } = useTranslation();
  const { tone, icon } = LOOKS[state] ?? UNKNOWN;
  const key = `subscriptions.state.${state}`;
  return (
    <StateTag tone={tone} icon={icon}>
      {i18n.exists(key) ? t(key as "subscriptions.state.running") : state}
    </StateTag>
  );
}
