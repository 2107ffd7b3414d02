/** The state of a camera, in word and icon. */
import {
  BgColorsOutlined,
  ClockCircleFilled,
  DisconnectOutlined,
  EyeOutlined,
  LockFilled,
  PauseCircleOutlined,
  PlusCircleOutlined,
  StopFilled,
  WarningFilled,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

const LOOKS: Record<Camera["state"], { tone: Tone; icon: ReactNode }> = {
  new: { tone: "plain", icon: <PlusCircleOutlined /> },
  in_view: { tone: "good", icon: <EyeOutlined /> },
  late: { tone: "risk", icon: <ClockCircleFilled /> },
  poor_picture: { tone: "risk", icon: <BgColorsOutlined /> },
  silent: { tone: "act", icon: <WarningFilled /> },
  refused: { tone: "act", icon: <LockFilled /> },
  wrong_stream: { tone: "act", icon: <StopFilled /> },
  offline: { tone: "act", icon: <DisconnectOutlined /> },
  paused: { tone: "off", icon: <PauseCircleOutlined /> },
};

export const CAMERA_STATES = Object.keys(LOOKS) as Camera["state"][];

export function toneOf(state: Camera["state"]): Tone {
  return LOOKS[state].tone;
}

export function iconOf(state: Camera["state"]): ReactNode {
  return LOOKS[state].icon;
}

export function CameraState({ state, filled = false }: { state: Camera["state"]; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon} filled={filled}>
      {t(`cameras.state.${state}`)}
    </StateTag>
  );
}
