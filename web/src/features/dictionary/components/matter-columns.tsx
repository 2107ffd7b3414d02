/** The columns of the dictionary. */
import { StopOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Matter } from "@/api/types";
import type { Column } from "@/components/data-list";
import { StateTag } from "@/components/state-tag";
import { useText } from "@/lib/text";

export function useMatterColumns(): Column<Matter>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    { key: "code", title: t("dictionary.columns.code"), width: "88px", render: (row) => <span className="strong">{row.code}</span> },
    {
      key: "name",
      title: t("dictionary.columns.name"),
      width: "minmax(200px, 2fr)",
      render: (row) => (
        <div className="two">
          <span>{text(row, "name")}</span>
          <span className="quiet">{text(row, "class")}</span>
        </div>
      ),
    },
    {
      key: "limit",
      title: t("dictionary.columns.limit"),
      width: "minmax(128px, 1fr)",
      render: (row) => (
        <div className="two">
          <span>{row.limits.handle === undefined ? "–" : t(`limits.${row.limits.handle.unit}`, { count: row.limits.handle.amount })}</span>
          {row.examples && <span className="quiet">{t("dictionary.example")}</span>}
        </div>
      ),
    },
    {
      key: "older",
      title: t("dictionary.columns.older"),
      width: "minmax(200px, 1.4fr)",
      render: (row) => (
        <div className="two">
          {row.older.length === 0 && <span className="quiet">–</span>}
          {row.older.map((one) => (
            <span key={one.standard_ref} className="quiet">
              {one.standard_ref} <span className="strong">{one.code}</span> {one.inferred && t("dictionary.inferred")}
            </span>
          ))}
        </div>
      ),
    },
    { key: "emergency", title: t("cases.emergency"), width: "96px", render: (row) => row.emergency_code ?? <span className="quiet">–</span> },
    {
      key: "state",
      title: t("dictionary.columns.state"),
      width: "128px",
      render: (row) => (
        <div className="two">
          {row.local && (
            <span>
              <Tag>{t("dictionary.local")}</Tag>
            </span>
          )}
          {!row.enabled && (
            <StateTag tone="off" icon={<StopOutlined />}>
              {t("dictionary.off")}
            </StateTag>
          )}
        </div>
      ),
    },
  ];
}
