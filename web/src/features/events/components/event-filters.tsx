/** The filters above the event list; all of them stand in the address. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { RangeFilter } from "@/components/range-filter";
import { type EventFilters, REVIEWS, type useEventFilters } from "@/features/events/api/filters";
import { useEventTypes } from "@/lib/events";
import { useText } from "@/lib/text";

type Change = ReturnType<typeof useEventFilters>["change"];

export function EventFilterBar({ filters, change }: { filters: EventFilters; change: Change }) {
  const { t } = useTranslation();
  const text = useText();
  const types = useEventTypes();
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
      {filters.camera !== null && (
        <Button icon={<CloseOutlined />} iconPlacement="end" onClick={() => change({ camera: null })}>
          {t("events.columns.camera")}
        </Button>
      )}
    </>
  );
}
