/** The filters that every page of events has; which of them a page has is said by what it filters by. */
import { CloseOutlined } from "@ant-design/icons";
import { Button, type RefSelectProps, Select } from "antd";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { SEVERITIES, type Severity, useAlgorithms, useEventTypes } from "@/lib/events";
import { useText } from "@/lib/text";

type Filters = {
  type: string | null;
  algorithm: string | null;
  camera: string | null;
  severity?: Severity | null;
  /** This organization and all below it. */
  owner?: string | null;
};
type Props = { filters: Filters; change: (changes: Record<string, string | null>) => void; first?: Ref<RefSelectProps> };

export function EventFilterFields({ filters, change, first }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const types = useEventTypes();
  const algorithms = useAlgorithms();
  const titled = <T,>(rows: readonly (T & { title_zh: string; title_en: string })[], value: (row: T) => string) =>
    rows.map((row) => ({ value: value(row), label: text(row, "title") }));
  return (
    <>
      <Select
        {...(first !== undefined && { ref: first })}
        aria-label={t("events.filter.type")}
        className="filter"
        value={filters.type ?? ""}
        options={[{ value: "", label: t("events.filter.anyType") }, ...titled(types, (type) => type.event_type)]}
        onChange={(type) => change({ type })}
      />
      <Select
        aria-label={t("events.filter.algorithm")}
        className="filter"
        value={filters.algorithm ?? ""}
        options={[{ value: "", label: t("events.filter.anyAlgorithm") }, ...titled(algorithms, (one) => one.id)]}
        onChange={(algorithm) => change({ algorithm })}
      />
      {filters.severity !== undefined && (
        <Select
          aria-label={t("events.filter.severity")}
          className="filter"
          value={filters.severity ?? ""}
          options={[{ value: "", label: t("events.filter.anySeverity") }, ...SEVERITIES.map((value) => ({ value, label: t(`events.severity.${value}`) }))]}
          onChange={(severity) => change({ severity })}
        />
      )}
      {filters.owner !== undefined && (
        <OrganizationSelect className="filter-wide" value={filters.owner} none={t("events.filter.anyArea")} onChange={(owner) => change({ owner })} />
      )}
      {filters.camera !== null && <Chosen words={t("events.columns.camera")} onClear={() => change({ camera: null })} />}
    </>
  );
}

/** A filter that was chosen elsewhere, and can only be taken off here. */
export function Chosen({ words, onClear }: { words: string; onClear: () => void }) {
  return (
    <Button icon={<CloseOutlined />} iconPlacement="end" onClick={onClear}>
      {words}
    </Button>
  );
}
