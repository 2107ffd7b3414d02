/** How far an import is, in word and icon. */
import { CheckCircleFilled, CloseCircleFilled, ClockCircleOutlined, FileSearchOutlined, MinusCircleOutlined, SyncOutlined, UploadOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CameraImport } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

const LOOKS: Record<CameraImport["state"], { tone: Tone; icon: ReactNode }> = {
  waiting: { tone: "off", icon: <ClockCircleOutlined /> },
  uploaded: { tone: "plain", icon: <UploadOutlined /> },
  queued: { tone: "plain", icon: <ClockCircleOutlined /> },
  running: { tone: "plain", icon: <SyncOutlined /> },
  checked: { tone: "plain", icon: <FileSearchOutlined /> },
  done: { tone: "good", icon: <CheckCircleFilled /> },
  failed: { tone: "act", icon: <CloseCircleFilled /> },
  cancelled: { tone: "off", icon: <MinusCircleOutlined /> },
};

export function ImportState({ one, filled = false }: { one: CameraImport; filled?: boolean }) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[one.state];
  const word = one.state === "running" && !one.applies ? t("intake.imports.checking") : t(`intake.imports.state.${one.state}`);
  return (
    <StateTag tone={tone} icon={icon} filled={filled}>
      {word}
    </StateTag>
  );
}
