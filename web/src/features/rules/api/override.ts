/** A subscriber's changes over the rule of the algorithm: what stands where, and going back to the default. */
import type { EventRule, RuleOverrides, RuleSpec } from "@/api/types";

export const FIELDS = [
  "keep_threshold", "min_area", "min_side_px", "overlap", "overlap_share", "k", "n", "dwell_s",
  "coverage", "tracking", "schedule", "cooldown_s", "end_after_s", "severity", "zones", "masks", "tripwires",
] as const;
export const PARTS = ["coverage", "keep_threshold", "schedule", "tracking"] as const;
export type Field = (typeof FIELDS)[number];
export type Part = (typeof PARTS)[number];
/** One event type's own changes, or, null, those for all of them. */
export type Where = string | null;
export type Value<F extends Field> = NonNullable<RuleSpec[F]> | null;
type Change = Omit<RuleOverrides, "events" | "thresholds">;

/** What was changed here: undefined is nothing, null is switched off. */
export function own<F extends Field>(rule: RuleOverrides, where: Where, field: F): Value<F> | undefined {
  const change = changeAt(rule, where);
  if ((change.off ?? []).some((part) => part === field)) return null;
  const value: unknown = change[field];
  return value === null ? undefined : (value as Value<F> | undefined);
}

/** What would stand here without a change of its own; where event types differ, that of the first. */
export function inherited<F extends Field>(rule: RuleOverrides, where: Where, field: F, events: readonly EventRule[]): Value<F> {
  const above = where === null ? undefined : own(rule, null, field);
  if (above !== undefined) return above;
  const event = where === null ? events[0] : events.find(({ event_type }) => event_type === where);
  return event?.default[field] ?? null;
}

/** The same of every event type that is meant here, each value once. */
export function usuals<F extends Field>(rule: RuleOverrides, where: Where, field: F, events: readonly EventRule[]): Value<F>[] {
  const values: Value<F>[] = where === null ? events.map((event) => event.default[field] ?? null) : [inherited(rule, where, field, events)];
  return values.filter((value, index, all) => all.findIndex((each) => same(each, value)) === index);
}

/** What applies here. */
export function valueAt<F extends Field>(rule: RuleOverrides, where: Where, field: F, events: readonly EventRule[]): Value<F> {
  const mine = own(rule, where, field);
  return mine === undefined ? inherited(rule, where, field, events) : mine;
}

/** The rule with a field changed; undefined takes the change back, null switches a part off. */
export function withField<F extends Field>(rule: RuleOverrides, where: Where, field: F, value: Value<F> | undefined): RuleOverrides {
  const { off = [], ...rest }: Change = without(changeAt(rule, where), field);
  const others = off.filter((part) => part !== field);
  const switched = value === null ? [...others, field as Part] : others;
  const change: Change = { ...rest, ...(value !== undefined && value !== null && { [field]: value }), ...(switched.length > 0 && { off: switched }) };
  return where === null ? { ...change, ...both(rule) } : withEvent(rule, where, change);
}

/** The score from which an event type counts, and whether it is the subscriber's. */
export function thresholdOf(rule: RuleOverrides, event: EventRule): { value: number; changed: boolean } {
  const given = rule.events?.[event.event_type]?.threshold ?? rule.thresholds?.[event.event_type];
  return { value: given ?? event.default.threshold, changed: given !== undefined };
}

/** The rule with another threshold of an event type; undefined goes back to the algorithm's. */
export function withThreshold(rule: RuleOverrides, event_type: string, value: number | undefined): RuleOverrides {
  const others = without(rule.thresholds ?? {}, event_type);
  const cleaned = withEvent(rule, event_type, without(rule.events?.[event_type] ?? {}, "threshold"));
  return { ...cleaned, thresholds: value === undefined ? others : { ...others, [event_type]: value } };
}

/** What differs between two rules, as `field` or `event field`; empty when they say the same. */
export function differences(before: RuleOverrides, after: RuleOverrides): string[] {
  const types = new Set([before, after].flatMap((rule) => [...Object.keys(rule.events ?? {}), ...Object.keys(rule.thresholds ?? {})]));
  const fields = [null, ...types].flatMap((where) =>
    FIELDS.filter((field) => !same(own(before, where, field), own(after, where, field))).map((field) => (where === null ? field : `${where} ${field}`)),
  );
  const threshold = (rule: RuleOverrides, type: string) => rule.events?.[type]?.threshold ?? rule.thresholds?.[type];
  return [...fields, ...[...types].filter((type) => threshold(before, type) !== threshold(after, type)).map((type) => `${type} threshold`)];
}

function changeAt(rule: RuleOverrides, where: Where): Change {
  if (where !== null) return rule.events?.[where] ?? {};
  return without(without(rule, "events"), "thresholds");
}

function withEvent(rule: RuleOverrides, event_type: string, change: Change): RuleOverrides {
  const others = without(rule.events ?? {}, event_type);
  const events = Object.entries(change).every(blank) ? others : { ...others, [event_type]: change };
  return { ...rule, events };
}

/** All but one of an object's properties; only what may be left out is. */
function without<T extends object>(whole: T, key: keyof T): T {
  const rest = { ...whole };
  Reflect.deleteProperty(rest, key);
  return rest;
}

/** An empty list is a change, as of zones that are none here; only an empty `off` says nothing. */
function blank([name, value]: [string, unknown]): boolean {
  return value === null || value === undefined || (name === "off" && Array.isArray(value) && value.length === 0);
}

function both({ events, thresholds }: RuleOverrides): RuleOverrides {
  return { ...(events !== undefined && { events }), ...(thresholds !== undefined && { thresholds }) };
}

/** Equal as the server would write them: a property that is null says nothing. */
function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one, plain) === JSON.stringify(other, plain);
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
}
