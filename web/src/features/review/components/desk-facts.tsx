/** What a reviewer needs to know beside the picture, and no more. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Event, EventDetail } from "@/api/types";
import { OpenTag, percentOf, SeverityTag } from "@/components/event-tags";
import { At, Lasted, useAgo, When } from "@/components/when";
import { DeskMarks } from "@/features/review/components/desk-marks";
import { useText } from "@/lib/text";

type Props = { event: Event; detail: EventDetail | undefined; until: string };

export function DeskFacts({ event, detail, until }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const threshold = detail?.rule.threshold;
  const facts: [string, ReactNode][] = [
    [
      t("events.facts.camera"),
      <Link key="camera" to={`/cameras?camera=${event.camera.id}`}>
        {text(event.camera, "name")}
      </Link>,
    ],
    [t("events.facts.place"), event.camera.place || "–"],
    [t("events.facts.opened"), <When key="opened" at={event.opened_at} />],
    [
      t("events.facts.duration"),
      <span key="state" className="when">
        <OpenTag state={event.state} />
        <Lasted from={event.opened_at} to={event.ended_at} />
      </span>,
    ],
    [t("events.facts.confidence"), typeof threshold === "number" ? `${percentOf(event.score)} (${t("events.facts.threshold")} ${percentOf(threshold)})` : percentOf(event.score)],
    [t("events.facts.algorithm"), event.algorithm === null ? "–" : `${text(event.algorithm, "title")} ${event.algorithm.version ?? ""}`],
    [t("review.claimUntil"), <Until key="until" at={until} />],
  ];
  return (
    <section className="section">
      <div className="desk-title">
        <h2>{text(event, "title")}</h2>
        <SeverityTag event={event} filled />
        <DeskMarks event={event} />
      </div>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <Fact key={name} name={name} value={value} />
        ))}
      </dl>
    </section>
  );
}

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

function Until({ at }: { at: string }) {
  const left = useAgo(at);
  return (
    <span className="when">
      {left}
      <span className="quiet">
        <At at={at} />
      </span>
    </span>
  );
}
