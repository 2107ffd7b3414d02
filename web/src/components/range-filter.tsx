/** Choosing a stretch of time: the last hours, or from one instant to another in the city's time. */
import { DatePicker, Select } from "antd";
import dayjs from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useZone } from "@/lib/me";
import { type Range, type RangeFilters, RANGES } from "@/lib/range";
import { absolute, instantOf } from "@/lib/time";

const ALL = Object.keys(RANGES) as Range[];
type Props = {
  filters: RangeFilters;
  /** The stretches that are offered; without it all, and no bound at all. */
  lasts?: readonly Range[];
  change: (changes: RangeFilters) => void;
};

export function RangeFilter({ filters, lasts, change }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const fixed = filters.since !== null || filters.until !== null;
  const [custom, setCustom] = useState(fixed);
  const value = filters.range ?? (custom ? "custom" : "");
  const wall = (instant: string | null) => (instant === null ? null : dayjs(absolute(instant, zone)));
  const instant = (day: dayjs.Dayjs | null | undefined) => day && instantOf(day.format("YYYY-MM-DDTHH:mm:ss"), zone);
  const choose = (next: string) => {
    setCustom(next === "custom");
    change({ range: next in RANGES ? (next as Range) : null, since: null, until: null });
  };
  return (
    <>
      <Select
        aria-label={t("range.title")}
        className="filter filter-range"
        value={value}
        options={[
          ...(lasts === undefined ? [{ value: "", label: t("range.any") }] : []),
          ...[...(lasts ?? ALL), "custom" as const].map((range) => ({ value: range, label: t(`range.${range}`) })),
        ]}
        onChange={choose}
      />
      {value === "custom" && (
        <DatePicker.RangePicker
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          allowEmpty={[true, true]}
          placeholder={[t("range.from"), t("range.to")]}
          value={[wall(filters.since), wall(filters.until)]}
          onChange={(days) => change({ range: null, since: instant(days?.[0]) ?? null, until: instant(days?.[1]) ?? null })}
        />
      )}
    </>
  );
}
