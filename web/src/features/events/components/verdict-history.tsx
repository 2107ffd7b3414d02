/** Everything that was said of an event, what was taken back and what was corrected included. */
import { EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { EventDetail, Verdict } from "@/api/types";
import { VerdictTag } from "@/components/verdict-tag";
import { At } from "@/components/when";
import { CorrectDialog } from "@/features/events/components/correct-dialog";
import { useNow } from "@/lib/clock";
import { useRejectReasons } from "@/lib/events";
import { useCan } from "@/lib/me";
import { useWords } from "@/lib/text";

export function VerdictHistory({ detail }: { detail: EventDetail }) {
  const { t } = useTranslation();
  if (detail.verdicts.length === 0) return null;
  return (
    <ul className="verdicts" aria-label={t("events.said.title")}>
      {detail.verdicts.map((verdict) => (
        <Said key={verdict.id} event={detail} verdict={verdict} />
      ))}
    </ul>
  );
}

function Said({ event, verdict }: { event: EventDetail; verdict: Verdict }) {
  const { t } = useTranslation();
  const words = useWords();
  const reason = (useRejectReasons().data ?? []).find(({ code }) => code === verdict.reason);
  const over = verdict.undone_at !== null || verdict.corrected_at !== null;
  return (
    <li data-over={over}>
      <VerdictTag verdict={verdict.verdict} />
      <span className="said">{reason !== undefined && words(reason)}</span>
      <span>{verdict.by ?? t("events.verdict.auto")}</span>
      <span className="quiet">
        <At at={verdict.at} />
      </span>
      {verdict.standing !== "deciding" && <span className="quiet">{t(`events.said.${verdict.standing}`)}</span>}
      {verdict.duplicate_of !== null && <Link to={`/events/${verdict.duplicate_of}`}>{t("events.said.original")}</Link>}
      {verdict.corrects !== null && <span>{t("events.said.correction")}</span>}
      {verdict.undone_at !== null && <span className="quiet">{t("events.verdict.undone")}</span>}
      {verdict.corrected_at !== null && <span className="quiet">{t("events.said.corrected")}</span>}
      {verdict.note !== "" && <span className="quiet">{verdict.note}</span>}
      {!over && verdict.standing === "deciding" && <Correct event={event} verdict={verdict} />}
    </li>
  );
}

/** The way back once a verdict took effect: another one, in sight of everybody. */
function Correct({ event, verdict }: { event: EventDetail; verdict: Verdict }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const effective = useNow() >= Date.parse(verdict.effective_at);
  const may = useCan()("event.judge") && effective && verdict.id !== "";
  if (!may) return null;
  return (
    <>
      <Button size="small" icon={<EditOutlined />} onClick={() => setAsking(true)}>
        {t("events.said.correct")}
      </Button>
      {asking && <CorrectDialog event={event} verdict={verdict} onClose={() => setAsking(false)} />}
    </>
  );
}
