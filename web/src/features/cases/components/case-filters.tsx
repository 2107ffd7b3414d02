/** The filters above the case list; all of them stand in the address. */
import { Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { RangeFilter } from "@/components/range-filter";
import { SearchField } from "@/components/search-field";
import { type CaseFilters, CLOCKS, FLAGS, STATES, type useCaseFilters, VIEWS } from "@/features/cases/api/filters";

const UNITS = ["district", "department", "unit"];
type Change = ReturnType<typeof useCaseFilters>["change"];

export function CaseFilterBar({ filters, change }: { filters: CaseFilters; change: Change }) {
  const { t } = useTranslation();
  return (
    <>
      <Segmented
        aria-label={t("cases.filter.view")}
        value={filters.view}
        options={VIEWS.map((value) => ({ value, label: t(`cases.filter.${value}`) }))}
        onChange={(view) => change({ view, state: null })}
      />
      <Select
        aria-label={t("cases.columns.state")}
        className="filter"
        value={filters.state ?? ""}
        options={[{ value: "", label: t("cases.filter.anyState") }, ...STATES.map((value) => ({ value, label: t(`cases.state.${value}`) }))]}
        onChange={(state) => change({ state })}
      />
      <Select
        aria-label={t("cases.columns.due")}
        className="filter"
        value={filters.clock ?? ""}
        options={[{ value: "", label: t("cases.filter.anyClock") }, ...CLOCKS.map((value) => ({ value, label: t(`cases.colour.${value}`) }))]}
        onChange={(clock) => change({ clock })}
      />
      <Select
        aria-label={t("cases.filter.flag")}
        className="filter"
        value={filters.flag ?? ""}
        options={[{ value: "", label: t("cases.filter.anyFlag") }, ...FLAGS.map((value) => ({ value, label: t(`cases.filter.${value}`) }))]}
        onChange={(flag) => change({ flag })}
      />
      <Select
        aria-label={t("cases.filter.source")}
        className="filter"
        value={filters.source ?? ""}
        options={[{ value: "", label: t("cases.filter.anySource") }, ...(["camera", "request"] as const).map((value) => ({ value, label: t(`cases.source.${value}`) }))]}
        onChange={(source) => change({ source })}
      />
      <OrganizationSelect className="filter-wide" value={filters.unit} none={t("cases.filter.anyUnit")} fits={({ kind }) => UNITS.includes(kind)} onChange={(unit) => change({ unit })} />
      <RangeFilter filters={filters} change={(range) => change({ ...range })} />
      <Select
        aria-label={t("cases.filter.sort")}
        className="filter"
        value={filters.soonest ? "due" : ""}
        options={[
          { value: "", label: t("cases.filter.newest") },
          { value: "due", label: t("cases.filter.soonest") },
        ]}
        onChange={(sort) => change({ sort })}
      />
      <SearchField value={filters.text} placeholder={t("cases.filter.text")} onSearch={(q) => change({ q })} />
    </>
  );
}
