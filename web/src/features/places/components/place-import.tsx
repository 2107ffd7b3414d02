/** Importing outlines from a GeoJSON file. */
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import type { PlacesReport } from "@/api/types";
import { CheckedImport, type FileReport } from "@/components/checked-import";
import { checkPlaces, importPlaces } from "@/features/places/api/places";

export function PlaceImport({ organization_id, onClose }: { organization_id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const client = useQueryClient();
  const told = ({ added, changed, unchanged, fault_count, faults }: PlacesReport): FileReport => ({
    counts: [
      [t("places.added"), added],
      [t("places.changed"), changed],
      [t("places.unchanged"), unchanged],
    ],
    faultCount: fault_count,
    faults: faults.map((one) => ({ at: one.feature, about: one.place, zh: one.zh, en: one.en })),
  });
  return (
    <CheckedImport
      title={t("places.import")}
      hint={t("places.importHint")}
      accept=".geojson,.json,application/geo+json"
      at={t("places.feature")}
      about={t("places.columns.code")}
      check={async (file) => told(await checkPlaces(organization_id, file))}
      apply={async (file) => told(await importPlaces(organization_id, file))}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["places"] });
        void message.success(t("places.imported"));
        onClose();
      }}
      onClose={onClose}
    />
  );
}
