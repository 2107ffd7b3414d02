/** Everything known about an event beside its picture. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Event, EventDetail } from "@/api/types";
import { Lasted, When } from "@/components/when";
import { OpenTag, percentOf } from "@/components/event-tags";
import { useText } from "@/lib/text";

export function EventFacts({ event, detail }: { event: Event; detail: EventDetail | undefined }) {
  const { t } = useTranslation();
  const text = useText();
  const rule = detail?.rule ?? {};
  const facts: [string, ReactNode][] = [
    [
      t("events.facts.camera"),
      <Link key="camera" to={`/cameras?camera=${event.camera.id}`}>
        {text(event.camera, "name")}
      </Link>,
    ],
    [t("events.facts.place"), event.camera.place],
    [t("events.facts.opened"), <When key="opened" at={event.opened_at} />],
    [
      t("events.facts.duration"),
      <span key="state" className="when">
        <OpenTag state={event.state} />
        <Lasted from={event.opened_at} to={event.ended_at} />
      </span>,
    ],
    [t("events.facts.looks"), t("events.facts.times", { count: event.looks })],
    [t("events.facts.confidence"), confidence(event, rule, t("events.facts.threshold"))],
    [t("events.facts.algorithm"), event.algorithm && `${text(event.algorithm, "title")} ${event.algorithm.version ?? ""}`],
    [t("events.facts.rule"), ruleText(rule, (k, n) => t("events.facts.ruleText", { k, n }))],
    [t("events.facts.model"), <Digest key="model" value={detail?.model_digest} />],
    [t("events.facts.evidence"), <Digest key="evidence" value={detail?.evidence.find(({ kind }) => kind === "snapshot")?.digest} />],
    [t("events.facts.id"), <code key="id" title={event.id}>{event.id}</code>],
  ];
  return (
    <dl className="facts event-facts">
      {facts.map(([name, value]) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value ?? "–"}</dd>
        </div>
      ))}
    </dl>
  );
}

function confidence(event: Event, rule: Record<string, unknown>, word: string): string {
  const threshold = typeof rule.threshold === "number" ? ` (${word} ${percentOf(rule.threshold)})` : "";
  return percentOf(event.score) + threshold;
}

function ruleText(rule: Record<string, unknown>, words: (k: number, n: number) => string): string | undefined {
  return typeof rule.k === "number" && typeof rule.n === "number" ? words(rule.k, rule.n) : undefined;
}

function Digest({ value }: { value: string | null | undefined }) {
  if (!value) return <>–</>;
  const bare = value.replace(/^sha256:/, "");
  return <code title={value}>{bare.slice(0, 16)}…</code>;
}
