/** The filters above the event list; all of them stand in the address. */
import { Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Chosen, EventFilterFields } from "@/components/event-filter-fields";
import { RangeFilter } from "@/components/range-filter";
import { type EventFilters, REVIEWS, type useEventFilters } from "@/features/events/api/filters";

type Change = ReturnType<typeof useEventFilters>["change"];

export function EventFilterBar({ filters, change }: { filters: EventFilters; change: Change }) {
  const { t } = useTranslation();
  return (
    <>
      <Segmented
        aria-label={t("events.filterReview")}
        value={filters.review}
        options={REVIEWS.map((value) => ({ value, label: value === "all" ? t("common.all") : t(`events.review.${value}`) }))}
        onChange={(review) => change({ review })}
      />
      <EventFilterFields filters={filters} change={change} />
      <Select
        aria-label={t("events.filterState")}
        className="filter"
        value={filters.state ?? ""}
        options={[
          { value: "", label: t("events.anyState") },
          { value: "open", label: t("events.state.open") },
          { value: "ended", label: t("events.state.ended") },
        ]}
        onChange={(state) => change({ state })}
      />
      <RangeFilter filters={filters} change={change} />
      {filters.escalated && <Chosen words={t("review.escalated")} onClear={() => change({ escalated: null })} />}
    </>
  );
}
