/** How a sensor is: reporting, silent, refused, off, or not heard of yet. */
import { ApiOutlined, ClockCircleOutlined, ExclamationCircleFilled, PauseCircleOutlined, QuestionCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { WaterLink, WaterSensor } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { useWords } from "@/lib/text";

const LOOKS = {
  new: { tone: "plain", icon: <QuestionCircleOutlined /> },
  reporting: { tone: "good", icon: <ApiOutlined /> },
  refusing: { tone: "act", icon: <ExclamationCircleFilled /> },
  silent: { tone: "act", icon: <ClockCircleOutlined /> },
  off: { tone: "off", icon: <PauseCircleOutlined /> },
} as const;

export function SensorState({ state }: Pick<WaterSensor, "state">) {
  const { t } = useTranslation();
  const { tone, icon } = LOOKS[state];
  return (
    <StateTag tone={tone} icon={icon}>
      {t(`water.sensorState.${state}`)}
    </StateTag>
  );
}

/** The broker: only a trouble is loud. */
export function LinkState({ link }: { link: WaterLink }) {
  const { t } = useTranslation();
  const words = useWords();
  const bad = link.state === "away" || link.state === "refused";
  const tone = bad ? "act" : link.state === "connected" ? "good" : "off";
  return (
    <StateTag tone={tone} icon={bad ? <ExclamationCircleFilled /> : <ApiOutlined />}>
      {t(`water.link.${link.state}`)}
      {link.reason !== null && <span className="quiet"> {words(link.reason)}</span>}
    </StateTag>
  );
}
