/** The state of a subscription, in word and icon. */
import { CheckCircleFilled, ClockCircleFilled, LoadingOutlined, PauseCircleOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { CAMERA_STATES, CameraState } from "@/components/camera-state";
import { StateTag, type Tone } from "@/components/state-tag";

const LOOKS: Record<string, { tone: Tone; icon: ReactNode }> = {
  starting: { tone: "plain", icon: <LoadingOutlined spin={false} /> },
  waiting: { tone: "plain", icon: <LoadingOutlined spin={false} /> },
  running: { tone: "good", icon: <CheckCircleFilled /> },
  late: { tone: "risk", icon: <ClockCircleFilled /> },
  paused: { tone: "off", icon: <PauseCircleOutlined /> },
  no_model: { tone: "act", icon: <WarningFilled /> },
  failed: { tone: "act", icon: <WarningFilled /> },
};

export function SubscriptionState({ subscription }: { subscription: Subscription }) {
  const { t, i18n } = useTranslation();
  const { state } = subscription;
  const look = LOOKS[state];
  const camera = CAMERA_STATES.find((each) => each === state);
  if (look === undefined && camera !== undefined) return <CameraState state={camera} />;
  const key = `subscriptions.state.${state}`;
  return (
    <StateTag tone={look?.tone ?? "risk"} icon={look?.icon ?? <WarningFilled />}>
      {i18n.exists(key) ? t(key as "subscriptions.state.running") : state}
    </StateTag>
  );
}
