/** What the rule as it stands here would have raised on what was recorded, beside what was raised. */
import { HistoryOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Replay } from "@/api/types";
import { Empty } from "@/components/empty";
import { RangeFilter } from "@/components/range-filter";
import { At } from "@/components/when";
import type { Range } from "@/features/rules/api/rule";
import { ReplayedLine } from "@/features/rules/components/replay-line";
import { useAddress } from "@/lib/address";
import { type Range as Last, type RangeFilters, rangeQuery, readRange } from "@/lib/range";

const LASTS: readonly Last[] = ["15m", "1h", "24h", "7d"];

const HOUR_MS = 3_600_000;

type Props = { replay: Replay | undefined; pending: boolean; stale: boolean; onReplay: (range: Range) => void };

export function ReplayPanel({ replay, pending, stale, onReplay }: Props) {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const read = readRange(params);
  const filters: RangeFilters = read.range === null && read.since === null && read.until === null ? { ...read, range: "1h" } : read;
  const choose = (next: RangeFilters) => {
    const open = next.range === null && next.since === null && next.until === null;
    const [since, until] = [Date.now() - HOUR_MS, Date.now()].map((ms) => new Date(ms).toISOString());
    change(open ? { range: null, since: since ?? null, until: until ?? null } : { ...next });
  };
  const start = () => {
    const now = Date.now();
    const { since = new Date(now - HOUR_MS).toISOString(), until = new Date(now).toISOString() } = rangeQuery(filters, now);
    onReplay({ since, until });
  };
  return (
    <section className="rule-replay" aria-label={t("rules.replay.title")} aria-busy={pending}>
      <header className="rule-replay-head">
        <h2>{t("rules.replay.title")}</h2>
        <RangeFilter filters={filters} lasts={LASTS} change={choose} />
        <Button type={stale || replay === undefined ? "primary" : "default"} icon={<HistoryOutlined />} loading={pending} onClick={start}>
          {t("rules.replay.run")}
        </Button>
        {replay !== undefined && stale && <span className="rule-stale">{t("rules.replay.stale")}</span>}
      </header>
      {replay === undefined ? <p className="quiet">{t("rules.replay.hint")}</p> : <Answered replay={replay} />}
    </section>
  );
}

function Answered({ replay }: { replay: Replay }) {
  const { t } = useTranslation();
  const { recorded_since, cut_at, looks } = replay;
  if (recorded_since === null) return <Empty title={t("rules.replay.none")} hint={t("rules.replay.noneHint")} />;
  if (looks === 0) {
    return (
      <div className="empty" role="status">
        <h2>{t("rules.replay.noLooks")}</h2>
        <p className="quiet">
          {t("rules.replay.since")} <At at={recorded_since} />
        </p>
      </div>
    );
  }
  return (
    <>
      {cut_at !== null && (
        <Alert
          type="warning"
          showIcon
          title={
            <>
              {t("rules.replay.cut")} <At at={cut_at} />
            </>
          }
        />
      )}
      <Legend />
      {replay.events.map((event) => (
        <ReplayedLine key={event.event_type} event={event} since={replay.since} until={replay.until} />
      ))}
    </>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <ul className="rule-legend quiet">
      {(["same", "added", "gone"] as const).map((fate) => (
        <li key={fate} data-fate={fate}>
          {t(`rules.replay.fate.${fate}`)}
        </li>
      ))}
      <li data-fate="hit">{t("rules.replay.hit")}</li>
      <li data-fate="off">{t("rules.replay.off")}</li>
    </ul>
  );
}
