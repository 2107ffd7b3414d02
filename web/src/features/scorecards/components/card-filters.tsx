/** By what, of when, of which algorithm and department. */
import { Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { RangeFilter } from "@/components/range-filter";
import { type CardFilters, type useCardFilters, WAYS } from "@/features/scorecards/api/filters";
import { useAlgorithms } from "@/lib/events";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

type Props = { filters: CardFilters; change: ReturnType<typeof useCardFilters>["change"] };
const LASTS = ["24h", "7d", "30d"] as const;

export function CardFilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const algorithms = useAlgorithms();
  // Groups of cameras are named by their department, for itself: a vendor is not told.
  const vendor = useMe().user.roles.includes("vendor");
  const ways = WAYS.filter((way) => !vendor || way !== "group");
  return (
    <>
      <Segmented aria-label={t("scorecards.by")} value={filters.by} options={ways.map((value) => ({ value, label: t(`scorecards.ways.${value}`) }))} onChange={(by) => change({ by })} />
      <RangeFilter filters={filters} lasts={LASTS} change={change} />
      <Select
        aria-label={t("events.filter.algorithm")}
        className="filter"
        value={filters.algorithm ?? ""}
        options={[{ value: "", label: t("events.filter.anyAlgorithm") }, ...algorithms.map((one) => ({ value: one.id, label: text(one, "title") }))]}
        onChange={(algorithm) => change({ algorithm })}
      />
      {!vendor && <OrganizationSelect className="filter-wide" value={filters.owner} none={t("events.filter.anyArea")} onChange={(owner) => change({ owner })} />}
    </>
  );
}
