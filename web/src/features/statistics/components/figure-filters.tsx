/** By what, and of which events; all of it stands in the address. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { EventFilterFields } from "@/components/event-filter-fields";
import { RangeFilter } from "@/components/range-filter";
import { type FigureFilters, type useFigureFilters, WAYS } from "@/features/statistics/api/filters";

type Props = { filters: FigureFilters; change: ReturnType<typeof useFigureFilters>["change"] };

export function FigureFilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Segmented aria-label={t("statistics.by")} value={filters.by} options={WAYS.map((value) => ({ value, label: t(`statistics.ways.${value}`) }))} onChange={(by) => change({ by })} />
      <RangeFilter filters={filters} change={change} />
      <EventFilterFields filters={filters} change={change} />
    </>
  );
}
