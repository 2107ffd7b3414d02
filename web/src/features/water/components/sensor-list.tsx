/** The sensors: what they say, and which of them say nothing. */
import { useTranslation } from "react-i18next";
import type { WaterSensor } from "@/api/types";
import { type Column, DataList } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { Trouble } from "@/components/trouble";
import { depthText } from "@/components/water-depth";
import { Ago } from "@/components/when";
import type { useSensorList } from "@/features/water/api/water";
import { SensorState } from "@/features/water/components/sensor-state";
import { useWords } from "@/lib/text";

const ROW_PX = 52;
type Props = { list: ReturnType<typeof useSensorList>; chosen: string | null; onOpen: (id: string) => void };

export function SensorList({ list, chosen, onOpen }: Props) {
  const { t } = useTranslation();
  const columns = useColumns();
  if (list.error !== null && list.rows.length === 0) return <Trouble error={list.error} onRetry={list.retry} />;
  return (
    <DataList<WaterSensor>
      label={t("water.sensors")}
      rows={list.rows}
      columns={columns}
      rowHeight={ROW_PX}
      total={list.total?.count}
      chosen={chosen}
      onOpen={({ id }) => onOpen(id)}
      hasMore={list.hasMore}
      onMore={list.loadMore}
      onScrolled={list.hold}
      onRange={list.see}
      pending={list.pending}
      empty={<Empty title={t("water.noSensors")} hint={t("water.noSensorsHint")} />}
    />
  );
}

function useColumns(): Column<WaterSensor>[] {
  const { t } = useTranslation();
  const words = useWords();
  return [
    {
      key: "name",
      title: t("water.columns.name"),
      width: "minmax(180px, 2fr)",
      render: (row) => (
        <div className="two">
          <span className="strong">{row.name}</span>
          <span className="quiet">{row.place}</span>
        </div>
      ),
    },
    { key: "device", title: t("water.columns.device"), width: "minmax(120px, 1fr)", render: (row) => <code className="clip">{row.device}</code> },
    { key: "depth", title: t("water.columns.depth"), width: "100px", render: (row) => (row.depth_cm === null ? "–" : <strong>{depthText(row.depth_cm)}</strong>) },
    { key: "measured", title: t("water.columns.measured"), width: "120px", render: (row) => (row.measured_at === null ? "–" : <Ago at={row.measured_at} />) },
    {
      key: "state",
      title: t("water.columns.state"),
      width: "minmax(200px, 2fr)",
      render: (row) => (
        <div className="two">
          <SensorState state={row.state} />
          {row.refusal !== null && <span className="quiet">{words(row.refusal)}</span>}
        </div>
      ),
    },
  ];
}
