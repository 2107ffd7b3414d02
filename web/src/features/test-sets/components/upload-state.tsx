/** The state of an archive on its way in, in word and icon. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, CloudUploadOutlined, MinusCircleOutlined, SyncOutlined, WarningFilled } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { TestSetUpload } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

const LOOKS: Record<TestSetUpload["state"], { tone: Tone; icon: ReactNode }> = {
  receiving: { tone: "plain", icon: <CloudUploadOutlined /> },
  queued: { tone: "plain", icon: <ClockCircleOutlined /> },
  running: { tone: "plain", icon: <SyncOutlined /> },
  passed: { tone: "good", icon: <CheckCircleFilled /> },
  refused: { tone: "act", icon: <CloseCircleFilled /> },
  failed: { tone: "risk", icon: <WarningFilled /> },
  cancelled: { tone: "off", icon: <MinusCircleOutlined /> },
};

export function UploadState({ state }: { state: TestSetUpload["state"] }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`testSets.upload.${state}`)}
    </StateTag>
  );
}
