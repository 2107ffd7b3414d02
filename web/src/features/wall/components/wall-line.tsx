/** What happens with the pictures, in a word; and what to do, where something is to do. */
import { ClockCircleFilled, EyeOutlined, LoadingOutlined, PauseCircleOutlined, WarningFilled } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { StateTag } from "@/components/state-tag";
import { useTrouble } from "@/components/trouble";
import type { Wall } from "@/features/wall/api/wall";

const LOOKS = {
  connecting: { tone: "plain", icon: <LoadingOutlined /> },
  live: { tone: "good", icon: <EyeOutlined /> },
  lost: { tone: "risk", icon: <ClockCircleFilled /> },
  paused: { tone: "off", icon: <PauseCircleOutlined /> },
} as const;

export function WallWord({ wall: { phase } }: { wall: Wall }) {
  const { t } = useTranslation();
  if (phase === "asking" || phase === "refused") return null;
  const { tone, icon } = LOOKS[phase];
  return (
    <span role="status">
      <StateTag tone={tone} icon={icon}>
        {t(`wall.phase.${phase}`)}
      </StateTag>
    </span>
  );
}

/** Before a look, and after one was refused or has ended. */
export function WallBar({ wall, onAsk }: { wall: Wall; onAsk: () => void }) {
  const { t } = useTranslation();
  const trouble = useTrouble();
  if (wall.phase === "asking") {
    return (
      <div className="wall-bar" role="status">
        <span>{t("looks.liveHint")}</span>
        <Button type="primary" icon={<EyeOutlined />} onClick={onAsk}>
          {t("looks.live")} <kbd>l</kbd>
        </Button>
      </div>
    );
  }
  if (wall.refused === undefined) return null;
  return (
    <div className="wall-bar" role="alert">
      <StateTag tone="act" icon={<WarningFilled />}>
        {wall.refused.code === "viewing_required" ? t("live.ended") : trouble(wall.refused)}
      </StateTag>
      <Button onClick={wall.again}>{t("live.again")}</Button>
    </div>
  );
}
