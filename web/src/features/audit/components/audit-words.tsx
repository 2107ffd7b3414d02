/** The trail in the words of a city: actions, objects, fields and values. */
import { useTranslation } from "react-i18next";
import type { AuditLine } from "@/api/types";
import { At } from "@/components/when";
import { useActionTitles, useRoleNames } from "@/lib/roles";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useText } from "@/lib/text";

export const OBJECTS = [
  "users",
  "organizations",
  "sessions",
  "api_tokens",
  "cameras",
  "subscriptions",
  "events",
  "verdicts",
  "claims",
  "cases",
  "deliveries",
  "sinks",
  "service_requests",
  "matters",
  "matter_mappings",
  "algorithms",
  "versions",
  "remote_endpoints",
  "remote_agreements",
  "approvals",
  "shares",
  "viewings",
  "audit",
  "setup_links",
  "keys",
] as const;

/** What the trail tells of beyond the actions that roles are granted. */
const BEYOND = [
  "session_create",
  "session_refuse",
  "session_delete",
  "setup_finish",
  "case_file",
  "case_join",
  "case_leave",
  "event_escalate",
  "event_release",
  "case_dispatch",
  "case_handle",
  "case_finish",
  "case_close",
  "case_void",
  "case_verify",
  "case_accept",
  "case_check",
  "case_rework",
  "case_self_handle",
  "case_ask_return",
  "case_ask_extension",
  "case_ask_suspension",
  "case_return",
  "case_extend",
  "case_suspend",
  "case_decline",
  "case_resume",
  "case_urge",
  "case_supervise",
  "delivery_replay",
  "version_install",
  "version_publish",
  "version_quarantine",
  "version_decide",
  "organization_decide",
  "approval_request",
  "approval_decide",
  "approval_consent",
  "approval_ask",
  "subscription_stop",
  "viewing_end",
  "evidence_export",
  "camera_send",
  "evidence_transcode",
  "evidence_purge",
  "keys_add",
  "keys_reseal",
] as const;
const codeOf = (name: string) => name.replace("_", ".");

/** What was done, in words; what has none stays as it is written in the trail. */
export function useActionNames() {
  const { t, i18n } = useTranslation();
  const titles = useActionTitles();
  const beyond = new Map<string, string>(BEYOND.map((name) => [codeOf(name), capital(t(`audit.action.${name}`))]));
  const nameOf = (action: string) => beyond.get(action) ?? titles.get(action) ?? action;
  const collator = new Intl.Collator(i18n.language);
  const known = [...new Set([...titles.keys(), ...beyond.keys()])].sort((a, b) => collator.compare(nameOf(a), nameOf(b)));
  return { nameOf, known };
}

export function useObjectName(): (type: string) => string {
  const { t, i18n } = useTranslation();
  return (type) => (i18n.exists(`audit.object.${type}`) ? t(`audit.object.${type}` as "audit.object.users") : type);
}

/** What the object of a line was called when it happened. */
export function useSubject(): (line: AuditLine) => string | null {
  const text = useText();
  return ({ before, after }) => {
    const told = { ...before, ...after };
    const word = (name: string) => (typeof told[name] === "string" ? told[name] : "");
    const both = text({ name_zh: word("name_zh"), name_en: word("name_en") }, "name");
    return both || word("name") || word("title") || word("login") || word("number") || word("slug") || null;
  };
}

export function useFieldName(): (field: string) => string {
  const { t, i18n } = useTranslation();
  return (field) => (i18n.exists(`audit.field.${field}`) ? t(`audit.field.${field}` as "audit.field.name") : field);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** One value as a reader wants it: times in the city's zone, roles and organizations by name. */
export function AuditValue({ field, value }: { field: string; value: unknown }) {
  const { t, i18n } = useTranslation();
  const roleOf = useRoleNames();
  const { nameOf } = useOrganizationNames();
  const titles = useActionTitles();
  const objectOf = useObjectName();
  if (value === null || value === undefined || value === "") return <span className="quiet">{t("audit.nothing")}</span>;
  if (typeof value === "boolean") return <>{value ? t("common.yes") : t("common.no")}</>;
  if (typeof value === "number") return <>{value.toLocaleString(i18n.language, { maximumFractionDigits: 6 })}</>;
  if (typeof value !== "string") return <code>{JSON.stringify(value)}</code>;
  if (field === "roles" || field === "role") return <>{roleOf(value)}</>;
  if (field === "scopes") return <>{value === "*" ? t("users.tokens.all") : (titles.get(value) ?? value)}</>;
  if (field === "object_type") return <>{objectOf(value)}</>;
  if (INSTANT.test(value)) return <At at={value} />;
  if (UUID.test(value)) return nameOf(value) === "–" ? <code>{value}</code> : <>{nameOf(value)}</>;
  const key = `audit.value.${field}.${value}`;
  return <>{i18n.exists(key) ? t(key as "audit.value.state.active") : value}</>;
}
