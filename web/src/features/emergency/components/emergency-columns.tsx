/** What a row says of an emergency: how grave, where, how deep, who was told and who has answered. */
import { CheckCircleFilled, ClockCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Emergency } from "@/api/types";
import type { Column } from "@/components/data-list";
import { EmergencyLevel } from "@/components/emergency-level";
import { StateTag } from "@/components/state-tag";
import { WaterDepth } from "@/components/water-depth";
import { Ago } from "@/components/when";
import { parties } from "@/features/emergency/api/calls";
import "@/features/emergency/components/emergency.css";

export function useEmergencyColumns(): Column<Emergency>[] {
  const { t } = useTranslation();
  return [
    { key: "what", title: t("emergency.columns.what"), width: "minmax(0, 1fr)", render: (row) => <What row={row} /> },
    { key: "told", title: t("emergency.columns.told"), width: "132px", render: (row) => <Told row={row} /> },
  ];
}

function What({ row }: { row: Emergency }) {
  const { t } = useTranslation();
  return (
    <div className="emergency-what">
      <div className="emergency-tags">
        <EmergencyLevel {...row} />
        {row.state === "over" && <StateTag tone="good" icon={<CheckCircleFilled />}>{t("emergency.state.over")}</StateTag>}
      </div>
      <div className="clip strong">
        {t(`emergency.kind.${row.kind}`)} · {row.place || t("emergency.noPlace")}
      </div>
      <div className="emergency-facts">
        {row.kind === "waterlogging" && <WaterDepth depth={row.measures.depth_cm} trend={row.trend} />}
        <span className="quiet">
          <Ago at={row.opened_at} />
        </span>
      </div>
    </div>
  );
}

function Told({ row }: { row: Emergency }) {
  const { t } = useTranslation();
  const told = parties(row.calls);
  const answered = told.filter((party) => party.answered !== undefined).length;
  const all = answered === told.length;
  if (told.length === 0) return <span className="quiet">{t("emergency.nobodyTold")}</span>;
  return (
    <div className="two">
      <span>{t("emergency.toldCount", { count: told.length })}</span>
      <StateTag tone={all ? "good" : "risk"} icon={all ? <CheckCircleFilled /> : <ClockCircleOutlined />}>
        {t("emergency.answeredCount", { answered, count: told.length })}
      </StateTag>
    </div>
  );
}
