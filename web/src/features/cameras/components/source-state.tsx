/** How a source stands, in word and icon, and what its last run came to. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, PauseCircleOutlined, SyncOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CameraSource } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";
import { type SourceState as State, stateOf, told } from "@/features/cameras/api/source-state";
import { useNow } from "@/lib/clock";

const LOOKS: Record<State, { tone: Tone; icon: ReactNode }> = {
  off: { tone: "off", icon: <PauseCircleOutlined /> },
  running: { tone: "plain", icon: <SyncOutlined /> },
  waiting: { tone: "plain", icon: <ClockCircleOutlined /> },
  failed: { tone: "act", icon: <CloseCircleFilled /> },
  good: { tone: "good", icon: <CheckCircleFilled /> },
};

export function SourceState({ source, filled = false }: { source: CameraSource; filled?: boolean }) {
  const { t } = useTranslation();
  const state = stateOf(source, useNow());
  return (
    <StateTag {...LOOKS[state]} filled={filled}>
      {t(`intake.sources.state.${state}`)}
    </StateTag>
  );
}

/** `25,000 read: 3 new, 24,997 unchanged`. */
export function useRunWords(): (source: CameraSource) => string {
  const { t, i18n } = useTranslation();
  const figure = (value: number) => value.toLocaleString(i18n.language);
  return ({ counts, finished_at }) => {
    if (finished_at === null) return "–";
    const read = counts.read ?? 0;
    const parts = told(counts).map(({ name, count }) => t(`intake.sources.told.${name}`, { count, figure: figure(count) }));
    return [t("intake.sources.told.read", { count: read, figure: figure(read) }), ...parts].join(t("intake.sources.told.between"));
  };
}
