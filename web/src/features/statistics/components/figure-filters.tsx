/** By what, and of which events; all of it stands in the address. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { RangeFilter } from "@/components/range-filter";
import { type FigureFilters, type useFigureFilters, WAYS } from "@/features/statistics/api/filters";
import { useAlgorithms, useEventTypes } from "@/lib/events";
import { useText } from "@/lib/text";

type Props = { filters: FigureFilters; change: ReturnType<typeof useFigureFilters>["change"] };

export function FigureFilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const types = useEventTypes();
  const algorithms = useAlgorithms();
  return (
    <>
      <Segmented aria-label={t("statistics.by")} value={filters.by} options={WAYS.map((value) => ({ value, label: t(`statistics.ways.${value}`) }))} onChange={(by) => change({ by })} />
      <RangeFilter filters={filters} change={change} />
      <Select
        aria-label={t("events.filterType")}
        className="filter"
        value={filters.type ?? ""}
        options={[{ value: "", label: t("events.anyType") }, ...types.map((type) => ({ value: type.event_type, label: text(type, "title") }))]}
        onChange={(type) => change({ type })}
      />
      <Select
        aria-label={t("review.filter.algorithm")}
        className="filter"
        value={filters.algorithm ?? ""}
        options={[{ value: "", label: t("review.filter.anyAlgorithm") }, ...algorithms.map((one) => ({ value: one.id, label: text(one, "title") }))]}
        onChange={(algorithm) => change({ algorithm })}
      />
      {filters.camera !== null && (
        <Button icon={<CloseOutlined />} iconPlacement="end" onClick={() => change({ camera: null })}>
          {t("events.columns.camera")}
        </Button>
      )}
    </>
  );
}
