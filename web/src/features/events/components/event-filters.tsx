/** The filters above the event list; all of them stand in the address. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, DatePicker, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useEventTypes } from "@/features/events/api/events";
import { type EventFilters, RANGES, type Range, REVIEWS, type useEventFilters } from "@/features/events/api/filters";
import { useZone } from "@/lib/me";
import { useText } from "@/lib/text";
import { absolute, instantOf } from "@/lib/time";

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

function RangeFilter({ filters, change }: { filters: EventFilters; change: Change }) {
  const { t } = useTranslation();
  const zone = useZone();
  const fixed = filters.since !== null || filters.until !== null;
  const [custom, setCustom] = useState(fixed);
  const value = filters.range ?? (custom ? "custom" : "");
  const wall = (instant: string | null) => (instant === null ? null : dayjs(absolute(instant, zone)));
  const instant = (day: dayjs.Dayjs | null | undefined) => day && instantOf(day.format("YYYY-MM-DDTHH:mm:ss"), zone);
  const choose = (next: string) => {
    setCustom(next === "custom");
    change({ range: next in RANGES ? next : null, since: null, until: null });
  };
  return (
    <>
      <Select
        aria-label={t("events.filterRange")}
        className="filter filter-range"
        value={value}
        options={[
          { value: "", label: t("events.anyTime") },
          ...[...(Object.keys(RANGES) as Range[]), "custom" as const].map((range) => ({ value: range, label: t(`events.range.${range}`) })),
        ]}
        onChange={choose}
      />
      {value === "custom" && (
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          allowEmpty={[true, true]}
          placeholder={[t("events.from"), t("events.to")]}
          value={[wall(filters.since), wall(filters.until)]}
          onChange={(days) => change({ range: null, since: instant(days?.[0]) ?? null, until: instant(days?.[1]) ?? null })}
        />
      )}
    </>
  );
}
