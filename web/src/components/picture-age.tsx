/** How old a live picture is: quiet while it is fresh, amber with an icon once it is not. */
import { ClockCircleFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import "@/components/live-picture.css";
import { ageOf } from "@/lib/age";
import { useNow } from "@/lib/clock";
import { span } from "@/lib/time";

export function PictureAge({ taken_at }: { taken_at: string }) {
  const { t } = useTranslation();
  const { ms, worth } = ageOf(taken_at, useNow());
  const { unit, value } = span(ms);
  return (
    <time className="picture-age" dateTime={taken_at} data-worth={worth}>
      {worth !== "fresh" && <ClockCircleFilled aria-hidden="true" />}
      {t(`ago.${unit}`, { value })}
    </time>
  );
}
