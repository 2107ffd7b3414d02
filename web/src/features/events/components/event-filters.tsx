/** The filters above the event list; all of them stand in the address. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { RangeFilter } from "@/components/range-filter";
import { type EventFilters, REVIEWS, SEVERITIES, type useEventFilters } from "@/features/events/api/filters";
import { useAlgorithms, useEventTypes } from "@/lib/events";
import { useText } from "@/lib/text";

type Change = ReturnType<typeof useEventFilters>["change"];

export function EventFilterBar({ filters, change }: { filters: EventFilters; change: Change }) {
  const { t } = useTranslation();
  const text = useText();
  const types = useEventTypes();
  const algorithms = useAlgorithms();
  return (
    <>
      <Segmented
        aria-label={t("events.filterReview")}
        value={filters.review}
        options={REVIEWS.map((value) => ({ value, label: value === "all" ? t("common.all") : t(`events.review.${value}`) }))}
        onChange={(review) => change({ review })}
      />
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
      <Select
        aria-label={t("review.filter.severity")}
        className="filter"
        value={filters.severity ?? ""}
        options={[{ value: "", label: t("review.filter.anySeverity") }, ...SEVERITIES.map((value) => ({ value, label: t(`events.severity.${value}`) }))]}
        onChange={(severity) => change({ severity })}
      />
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
      <OrganizationSelect className="filter-wide" value={filters.owner} none={t("review.filter.anyArea")} onChange={(owner) => change({ owner })} />
      <RangeFilter filters={filters} change={change} />
      {filters.escalated && (
        <Button icon={<CloseOutlined />} iconPlacement="end" onClick={() => change({ escalated: null })}>
          {t("review.escalated")}
        </Button>
      )}
      {filters.camera !== null && (
        <Button icon={<CloseOutlined />} iconPlacement="end" onClick={() => change({ camera: null })}>
          {t("events.columns.camera")}
        </Button>
      )}
    </>
  );
}
