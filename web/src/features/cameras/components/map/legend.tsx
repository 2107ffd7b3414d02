/** What the colours of the marks mean. */
import { CheckCircleFilled, ClockCircleFilled, PauseCircleOutlined, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { StateTag } from "@/components/state-tag";

const TONES = [
  ["act", <WarningFilled key="act" />],
  ["risk", <ClockCircleFilled key="risk" />],
  ["good", <CheckCircleFilled key="good" />],
  ["off", <PauseCircleOutlined key="off" />],
] as const;

export function Legend() {
  const { t } = useTranslation();
  return (
    <div className="map-legend">
      {TONES.map(([tone, icon]) => (
        <StateTag key={tone} tone={tone} icon={icon}>
          {t(`cameraMap.tones.${tone}`)}
        </StateTag>
      ))}
    </div>
  );
}
