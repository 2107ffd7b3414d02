/** From the fields of the form to a sink as the API wants it. */
import type { Sink, SinkKind, SinkNew } from "@/api/types";

export const KINDS: readonly SinkKind[] = ["cloudevents", "open311", "wecom", "dingtalk", "feishu", "smtp"];

export type Values = {
  kind: SinkKind;
  name: string;
  audiences?: SinkNew["audiences"];
  url?: string;
  secret?: string;
  sign_secret?: string;
  mode?: "structured" | "binary";
  handshake?: boolean;
  escalations?: boolean;
  service?: string;
  jurisdiction_id?: string;
  format?: "json" | "xml";
  poll_minutes?: number;
  updates?: boolean;
  security?: "starttls" | "tls" | "none";
  sender?: string;
  recipients?: string[];
  account?: string;
};

const OPTIONS: Record<SinkKind, readonly (keyof Values)[]> = {
  cloudevents: ["mode", "handshake", "escalations"],
  open311: ["service", "jurisdiction_id", "format", "poll_minutes", "updates"],
  wecom: ["escalations"],
  dingtalk: ["escalations"],
  feishu: ["escalations"],
  smtp: ["security", "sender", "recipients", "account", "escalations"],
};
export const AUDIENCES = ["cases", "street", "community", "transport", "traffic_police", "residents", "rescue"] as const;

/** These write to people, in the language of who added them. */
export const SPEAKS: readonly SinkKind[] = ["wecom", "dingtalk", "feishu", "smtp"];

export function newSink(values: Values, language: "zh" | "en"): SinkNew {
  const { kind, name } = values;
  const given = OPTIONS[kind].filter((key) => values[key] !== undefined && values[key] !== "");
  const options = Object.fromEntries(given.map((key) => [key, values[key]]));
  return {
    kind,
    name,
    url: values.url ?? "",
    audiences: kind === "open311" ? ["cases"] : (values.audiences ?? ["cases"]),
    secret: values.secret || null,
    sign_secret: values.sign_secret || null,
    options: SPEAKS.includes(kind) ? { ...options, language } : options,
  };
}

/** Whether a receiver is told of events that wait too long: people are unless they said no, programs where they asked for it. */
export function hears({ kind, options }: Pick<Sink, "kind" | "options">): boolean {
  return (options as { escalations?: boolean }).escalations ?? SPEAKS.includes(kind);
}
