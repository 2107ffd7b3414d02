/** The columns of the list of earlier imports. */
import { useTranslation } from "react-i18next";
import type { CameraImport } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Ago, At } from "@/components/when";
import { ImportState } from "@/features/cameras/components/import-state";
import { useOrganizationNames } from "@/lib/organizations";

export function useImportColumns(): Column<CameraImport>[] {
  const { t, i18n } = useTranslation();
  const { nameOf } = useOrganizationNames();
  const figure = (one: CameraImport, name: "total" | "added" | "changed" | "refused") =>
    one.applies || name === "total" ? one[name].toLocaleString(i18n.language) : <span className="quiet">–</span>;
  return [
    {
      key: "file",
      title: t("intake.imports.columns.file"),
      width: "minmax(180px, 3fr)",
      render: (one) => (
        <div className="two">
          <span className="strong">{one.filename}</span>
          <span className="quiet">{nameOf(one.owner_id)}</span>
        </div>
      ),
    },
    { key: "state", title: t("common.state"), width: "120px", render: (one) => <ImportState one={one} /> },
    { key: "total", title: t("intake.imports.columns.total"), width: "88px", end: true, render: (one) => figure(one, "total") },
    { key: "added", title: t("intake.imports.columns.added"), width: "88px", end: true, render: (one) => figure(one, "added") },
    { key: "changed", title: t("intake.imports.columns.changed"), width: "88px", end: true, render: (one) => figure(one, "changed") },
    { key: "refused", title: t("intake.imports.columns.refused"), width: "88px", end: true, render: (one) => figure(one, "refused") },
    {
      key: "at",
      title: t("intake.imports.columns.at"),
      width: "160px",
      render: ({ created_at }) => (
        <div className="two">
          <Ago at={created_at} />
          <span className="quiet">
            <At at={created_at} />
          </span>
        </div>
      ),
    },
  ];
}
