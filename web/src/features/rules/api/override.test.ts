import { describe, expect, test } from "vitest";
import type { EventRule, RuleOverrides, RuleSpec } from "@/api/types";
import { differences, inherited, own, thresholdOf, usuals, valueAt, withField, withThreshold } from "@/features/rules/api/override";

const SPEC: RuleSpec = { threshold: 0.5, severity: "major", k: 2, n: 3, coverage: { min_share: 0.2 } };
const EVENTS = ["fire", "smoke"].map((event_type): EventRule => ({ event_type, title_zh: event_type, title_en: event_type, labels: [event_type], default: SPEC, effective: SPEC }));
const [FIRE] = EVENTS as [EventRule];

describe("a field", () => {
  test("is the algorithm's until it is changed, and again when that is taken back", () => {
    const changed = withField({}, null, "k", 4);
    expect([valueAt({}, null, "k", EVENTS), valueAt(changed, null, "k", EVENTS)]).toEqual([2, 4]);
    expect(withField(changed, null, "k", undefined)).toEqual({});
  });

  test("of one event type wins over that of all", () => {
    const rule = withField(withField({}, null, "k", 4), "fire", "k", 5);
    expect([valueAt(rule, "fire", "k", EVENTS), valueAt(rule, "smoke", "k", EVENTS)]).toEqual([5, 4]);
    expect(inherited(rule, "fire", "k", EVENTS)).toBe(4);
    expect(withField(rule, "fire", "k", undefined)).toEqual({ k: 4, events: {} });
  });

  test("that is a part can be switched off, and on again", () => {
    const off = withField({}, null, "coverage", null);
    expect(off).toEqual({ off: ["coverage"] });
    expect([own(off, null, "coverage"), valueAt(off, "fire", "coverage", EVENTS)]).toEqual([null, null]);
    expect(withField(off, null, "coverage", { min_share: 0.4 })).toEqual({ coverage: { min_share: 0.4 } });
  });

  test("set to null by the server is not changed", () => expect(own({ k: null }, null, "k")).toBeUndefined());

  test("for all leaves what event types have of their own", () => {
    const rule: RuleOverrides = { thresholds: { fire: 0.7 }, events: { smoke: { dwell_s: 4 } } };
    expect(withField(rule, null, "n", 9)).toEqual({ n: 9, ...rule });
  });
});

test("defaults that differ between event types are all told, equal ones once", () => {
  const [fire, smoke] = EVENTS as [EventRule, EventRule];
  expect(usuals({}, null, "k", EVENTS)).toEqual([2]);
  expect(usuals({}, null, "k", [fire, { ...smoke, default: { ...SPEC, k: 4 } }])).toEqual([2, 4]);
  expect(usuals({ k: 5 }, "smoke", "k", EVENTS)).toEqual([5]);
});

test("a threshold is kept in one place, whichever it was in", () => {
  const rule: RuleOverrides = { events: { fire: { threshold: 0.9, k: 3 } }, thresholds: { smoke: 0.4 } };
  expect(thresholdOf(rule, FIRE)).toEqual({ value: 0.9, changed: true });
  expect(withThreshold(rule, "fire", 0.6)).toEqual({ events: { fire: { k: 3 } }, thresholds: { smoke: 0.4, fire: 0.6 } });
  expect(thresholdOf(withThreshold(rule, "fire", undefined), FIRE)).toEqual({ value: 0.5, changed: false });
});

describe("differences", () => {
  test("name the fields, and the event types", () => {
    const after = withThreshold(withField(withField({}, null, "dwell_s", 3), "fire", "k", 1), "smoke", 0.2);
    expect(differences({}, after)).toEqual(["dwell_s", "fire k", "smoke threshold"]);
  });
  test("are none when a change is taken back, or only written otherwise", () => {
    expect(differences({}, withField(withField({}, null, "k", 4), null, "k", undefined))).toEqual([]);
    expect(differences({ coverage: { min_share: 0.2, keep_share: null }, off: [], k: null }, { coverage: { min_share: 0.2 } })).toEqual([]);
  });
});
