/** How good the catalogue is, in figures; each leads to the cameras that lack what it counts. */
import { Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { CameraFigures } from "@/api/types";
import { type CameraFilters, MARKS, type Mark } from "@/features/cameras/api/filters";
import { useQuality } from "@/features/cameras/api/overview";
import { useNumber } from "@/features/cameras/components/number";
import { useAddress } from "@/lib/address";

/** What a city is asked for; that a place is missing shows in the described ones. */
const SHOWN = MARKS.filter((mark) => mark !== "named");

export function QualityStrip({ filters }: { filters: CameraFilters }) {
  const { t } = useTranslation();
  const number = useNumber();
  const figures = useQuality();
  if (figures === undefined || figures.total === 0) return <div className="quality" aria-busy={figures === undefined} />;
  return (
    <section className="quality" aria-label={t("cameraQuality.title")}>
      <span className="quality-figure">
        <span className="quiet">{t("cameraQuality.total")}</span>
        <span className="strong">{number(figures.total)}</span>
      </span>
      {SHOWN.map((mark) => (
        <Figure key={mark} mark={mark} figures={figures} on={filters.lacks === mark} />
      ))}
    </section>
  );
}

function Figure({ mark, figures, on }: { mark: Mark; figures: CameraFigures; on: boolean }) {
  const { t } = useTranslation();
  const number = useNumber();
  const { params } = useAddress();
  const lacking = figures.total - figures[mark];
  const next = new URLSearchParams(params);
  if (on) next.delete("lacks");
  else next.set("lacks", mark);
  const short = lacking === 0 ? t("cameraQuality.complete") : t(`cameraQuality.lacking.${mark}`, { value: number(lacking) });
  return (
    <Tooltip title={t(`cameraQuality.hints.${mark}`)}>
      <Link className="quality-figure" to={{ search: next.toString() }} replace aria-current={on || undefined}>
        <span className="quiet">{t(`cameraQuality.names.${mark}`)}</span>
        <span className="strong">{percent(figures[mark], figures.total)} %</span>
        <span className="quiet">{short}</span>
      </Link>
    </Tooltip>
  );
}

/** 99.97 % is not 100 %. */
function percent(part: number, whole: number): string {
  return (Math.floor((part / whole) * 1000) / 10).toString();
}
