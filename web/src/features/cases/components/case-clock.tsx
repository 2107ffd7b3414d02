/** Time limits in colour and words: green while there is time, amber from four fifths of it on, red once it is over. */
import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, ExclamationCircleOutlined, FieldTimeOutlined, PauseCircleOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Case, CaseClock } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";
import { At, useAgo } from "@/components/when";
import { type Colour, colourAt } from "@/features/cases/api/clocks";
import { useNow } from "@/lib/clock";

const LOOKS: Record<Colour, { tone: Tone; icon: ReactNode }> = {
  green: { tone: "good", icon: <ClockCircleOutlined /> },
  amber: { tone: "risk", icon: <FieldTimeOutlined /> },
  red: { tone: "act", icon: <ExclamationCircleOutlined /> },
  paused: { tone: "off", icon: <PauseCircleOutlined /> },
  met: { tone: "good", icon: <CheckCircleOutlined /> },
  missed: { tone: "act", icon: <CloseCircleOutlined /> },
};

/** By when the next thing about a case must be done. */
export function DueTag({ row, stacked = false }: { row: Case; stacked?: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  if (row.state === "suspended" && row.suspended_until !== null) {
    return (
      <span className={stacked ? "two" : "case-due"}>
        <StateTag {...LOOKS.paused}>{t("cases.colour.paused")}</StateTag>
        <span className="quiet">
          {t("cases.until")} <At at={row.suspended_until} />
        </span>
      </span>
    );
  }
  if (row.due_at === null) return <span className="quiet">–</span>;
  return (
    <span className={stacked ? "two" : "case-due"}>
      <StateTag {...LOOKS[colourAt(row, now)]}>
        <Left due={row.due_at} />
      </StateTag>
      <span className="quiet">
        <At at={row.due_at} />
      </span>
    </span>
  );
}

export function CaseClocks({ clocks }: { clocks: readonly CaseClock[] }) {
  const { t } = useTranslation();
  const now = useNow();
  if (clocks.length === 0) return <p className="quiet">{t("cases.noClocks")}</p>;
  return (
    <ul className="case-clocks">
      {clocks.map((clock) => (
        <li key={`${clock.kind} ${clock.started_at}`}>
          <span className="strong">{t(`cases.clock.${clock.kind}`)}</span>
          <span>
            {t(`limits.${clock.unit}`, { count: round(clock.amount) })}
            {clock.extended > 0 && <span className="quiet"> +{round(clock.extended)}</span>}
          </span>
          <ClockState clock={clock} colour={clock.stopped_at === null ? colourAt(clock, now) : clock.colour} />
          <span className="quiet">{clock.due_at !== null && <At at={clock.due_at} />}</span>
        </li>
      ))}
    </ul>
  );
}

function ClockState({ clock, colour }: { clock: CaseClock; colour: Colour }) {
  const { t } = useTranslation();
  const running = clock.stopped_at === null && clock.due_at !== null;
  return <StateTag {...LOOKS[colour]}>{running && clock.due_at !== null ? <Left due={clock.due_at} /> : t(`cases.colour.${colour as "met"}`)}</StateTag>;
}

function Left({ due }: { due: string }) {
  const { t } = useTranslation();
  const now = useNow();
  const ago = useAgo(due);
  return <>{Date.parse(due) > now ? t("cases.left", { time: ago }) : t("cases.over", { time: ago })}</>;
}

function round(amount: number): number {
  return Math.round(amount * 10) / 10;
}
