/** What of the queue is taken; all of it stands in the address. */
import { CloseOutlined, FieldTimeOutlined } from "@ant-design/icons";
import { Button, type RefSelectProps, Segmented, Select } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { useCounts } from "@/features/review/api/around";
import { type DeskFilters, MODES, SEVERITIES } from "@/features/review/api/filters";
import { useAlgorithms, useEventTypes } from "@/lib/events";
import { useShortcuts } from "@/lib/keyboard";
import { useText } from "@/lib/text";

/** The server counts no further. */
const CAP = 10_000;

type Props = { filters: DeskFilters; change: (changes: Record<string, string | null>) => void };

export function DeskFilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const algorithms = useAlgorithms();
  const types = useEventTypes();
  const first = useRef<RefSelectProps>(null);
  useShortcuts({ "/": () => first.current?.focus() });
  return (
    <>
      <Modes filters={filters} change={change} />
      <Select
        ref={first}
        aria-label={t("review.filter.type")}
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
      <OrganizationSelect className="filter-wide" value={filters.owner} none={t("review.filter.anyArea")} onChange={(owner) => change({ owner })} />
      {filters.camera !== null && <Chosen words={t("events.columns.camera")} onClear={() => change({ camera: null })} />}
      {filters.region !== null && <Chosen words={t("review.filter.region", { code: filters.region })} onClear={() => change({ region: null })} />}
    </>
  );
}

function Chosen({ words, onClear }: { words: string; onClear: () => void }) {
  return (
    <Button icon={<CloseOutlined />} iconPlacement="end" onClick={onClear}>
      {words}
    </Button>
  );
}

/** The ways to work, each with how much waits there. */
function Modes({ filters, change }: Props) {
  const { t } = useTranslation();
  const counts = useCounts();
  const capped = (count = 0) => (count > CAP ? `${CAP.toLocaleString("en")}+` : count.toLocaleString("en"));
  const all = counts === undefined ? undefined : counts.verdicts + counts.opinions;
  const numbers = { all, opinion: counts?.opinions, check: counts?.checks };
  return (
    <>
      <Segmented
        aria-label={t("review.filter.mode")}
        value={filters.mode}
        options={MODES.map((value) => ({
          value,
          label: (
            <>
              {t(`review.mode.${value}`)} <span className="quiet">{capped(numbers[value])}</span>
            </>
          ),
        }))}
        onChange={(mode) => change({ mode: mode === "all" ? null : mode })}
      />
      <Button
        icon={<FieldTimeOutlined />}
        aria-pressed={filters.escalated}
        className={filters.escalated ? "pressed" : undefined}
        onClick={() => change({ escalated: filters.escalated ? null : "1" })}
      >
        {t("review.escalated")} <span className="quiet">{capped(counts?.escalated)}</span>
      </Button>
    </>
  );
}
