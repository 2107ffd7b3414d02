/** The state of a version, in word and icon. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, MinusCircleOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateTag, type Tone } from "@/components/state-tag";

const UNDER_WAY = { tone: "plain", icon: <ClockCircleOutlined /> } as const;
const LOOKS: Record<string, { tone: Tone; icon: ReactNode }> = {
  published: { tone: "good", icon: <CheckCircleFilled /> },
  deprecated: { tone: "risk", icon: <WarningFilled /> },
  withdrawn: { tone: "off", icon: <MinusCircleOutlined /> },
  rejected: { tone: "act", icon: <CloseCircleFilled /> },
  quarantined: { tone: "act", icon: <WarningFilled /> },
};

export function VersionState({ state }: { state: string }) {
  const { t, i18n } = useTranslation();
  const { tone, icon } = LOOKS[state] ?? UNDER_WAY;
  const key = `algorithms.state.${state}`;
  return (
    <StateTag tone={tone} icon={icon}>
      {i18n.exists(key) ? t(key as "algorithms.state.published") : state}
    </StateTag>
  );
}
