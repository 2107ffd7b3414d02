/** All figures of one version on one test set: each event on the whole set, then scene by scene. */
import { Table, type TableColumnsType, Tooltip } from "antd";
import { useTranslation } from "react-i18next";
import type { EventFigures, Measured, VersionFigures } from "@/api/types";
import { type FigureRow, type Interval, rowsOf } from "@/features/evaluation/api/figures";
import { Figure } from "@/features/evaluation/components/figure";
import { useText } from "@/lib/text";

type Column = TableColumnsType<FigureRow>[number];
const SHOWN = ["image_auc", "recall_at_5pct_fpr", "precision", "recall", "ap50", "ap50_95", "coverage_iou"] as const;
const WITHOUT = new Set<string>(["ap50_95", "coverage_iou"]);

export function FiguresTable({ measured, events }: { measured: Measured; events: VersionFigures["events"] }) {
  const { t } = useTranslation();
  const text = useText();
  const titles = new Map(events.map((event) => [event.event_type, text(event, "title")]));
  const columns: TableColumnsType<FigureRow> = [
    {
      key: "what",
      title: t("evaluations.what"),
      width: 176,
      fixed: "left",
      render: (_, { event_type, scene }) => (scene === null ? <strong>{titles.get(event_type) ?? event_type}</strong> : <span className="figure-scene">{t(`testSets.scene.${scene as "day"}`)}</span>),
    },
    { key: "pictures", title: t("evaluations.pictures"), align: "right", width: 112, render: (_, { figures }) => `${figures.pictures} (${figures.positives})` },
    ...SHOWN.map(
      (name): Column => ({
        key: name,
        title: <Tooltip title={t(`evaluations.meaning.${name}`)}>{t(`evaluations.figure.${name}`)}</Tooltip>,
        align: "right",
        width: 104,
        render: (_, { figures }) => <Figure value={figures[name]} interval={intervalOf(figures, name)} />,
      }),
    ),
  ];
  return <Table size="small" scroll={{ x: "max-content" }} rowKey="key" columns={columns} dataSource={rowsOf(measured)} pagination={false} />;
}

function intervalOf(figures: EventFigures, name: (typeof SHOWN)[number]): Interval | null {
  if (name === "ap50") return figures.ap50_interval;
  return WITHOUT.has(name) ? null : figures[`${name}_95` as "image_auc_95"];
}
