/** The state of a package, in word and icon. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, CloudUploadOutlined, MinusCircleOutlined, SyncOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateTag, type Tone } from "@/components/state-tag";
import type { UploadState } from "@/features/packages/api/packages";

const LOOKS: Record<UploadState, { tone: Tone; icon: ReactNode }> = {
  receiving: { tone: "plain", icon: <CloudUploadOutlined /> },
  queued: { tone: "plain", icon: <ClockCircleOutlined /> },
  running: { tone: "plain", icon: <SyncOutlined /> },
  passed: { tone: "good", icon: <CheckCircleFilled /> },
  refused: { tone: "act", icon: <CloseCircleFilled /> },
  failed: { tone: "risk", icon: <WarningFilled /> },
  cancelled: { tone: "off", icon: <MinusCircleOutlined /> },
};

export function PackageState({ state }: { state: UploadState }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`packages.state.${state}`)}
    </StateTag>
  );
}
