/** What of the queue is taken; all of it stands in the address. */
import { FieldTimeOutlined } from "@ant-design/icons";
import { Button, type RefSelectProps, Segmented } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Chosen, EventFilterFields } from "@/components/event-filter-fields";
import { useCounts } from "@/features/review/api/around";
import { type DeskFilters, MODES } from "@/features/review/api/filters";
import { useShortcuts } from "@/lib/keyboard";

/** The server counts no further. */
const CAP = 10_000;

type Props = { filters: DeskFilters; change: (changes: Record<string, string | null>) => void };

export function DeskFilterBar({ filters, change }: Props) {
  const { t } = useTranslation();
  const first = useRef<RefSelectProps>(null);
  useShortcuts({ "/": () => first.current?.focus() });
  return (
    <>
      <Modes filters={filters} change={change} />
      <EventFilterFields filters={filters} change={change} first={first} />
      {filters.region !== null && <Chosen words={t("review.filter.region", { code: filters.region })} onClear={() => change({ region: null })} />}
    </>
  );
}

/** The ways to work, each with how much waits there. */
function Modes({ filters, change }: Props) {
  const { t } = useTranslation();
  const counts = useCounts();
  const capped = (count: number | undefined) => (count === undefined ? "" : count > CAP ? `${CAP.toLocaleString("en")}+` : count.toLocaleString("en"));
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
