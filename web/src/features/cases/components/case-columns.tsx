/** The columns of the case list. */
import { FileDoneOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Case } from "@/api/types";
import type { Column } from "@/components/data-list";
import { DeliveryTag } from "@/components/delivery-tag";
import { StateTag } from "@/components/state-tag";
import { When } from "@/components/when";
import { useText } from "@/lib/text";

export function useCaseColumns(): Column<Case>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    { key: "number", title: t("cases.columns.number"), width: "176px", render: (row) => <span className="strong">{row.number}</span> },
    { key: "title", title: t("cases.columns.title"), width: "minmax(96px, 1fr)", render: (row) => <div className="clip">{text(row, "title")}</div> },
    {
      key: "place",
      title: t("cases.columns.place"),
      width: "minmax(160px, 2fr)",
      render: (row) => (
        <div className="two">
          <span>{row.place || "–"}</span>
          <span className="quiet">{text(row.camera, "name")}</span>
        </div>
      ),
    },
    { key: "filed", title: t("cases.columns.filed"), width: "150px", render: (row) => <When at={row.filed_at} stacked /> },
    {
      key: "state",
      title: t("cases.columns.state"),
      width: "120px",
      render: (row) => (
        <div className="two">
          <CaseState state={row.state} />
          <span className="quiet">{row.filed_by}</span>
        </div>
      ),
    },
    {
      key: "delivery",
      title: t("cases.columns.delivery"),
      width: "minmax(128px, 1fr)",
      render: (row) => (
        <div className="two">
          {row.deliveries.length === 0 && <span className="quiet">{t("cases.noSinks")}</span>}
          {row.deliveries.slice(0, 2).map((delivery) => (
            <DeliveryTag key={delivery.id} state={delivery.state} />
          ))}
        </div>
      ),
    },
  ];
}

export function CaseState({ state }: { state: string }) {
  const { t, i18n } = useTranslation();
  const key = `cases.state.${state}`;
  return (
    <StateTag tone="plain" icon={<FileDoneOutlined />}>
      {i18n.exists(key) ? t(key as "cases.state.filed") : state}
    </StateTag>
  );
}
