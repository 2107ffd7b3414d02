import { expect, test } from "vitest";
import type { EmergencyCall } from "@/api/types";
import { answersTo, parties, reached } from "@/features/emergency/api/calls";

const call = (given: Partial<EmergencyCall>): EmergencyCall => ({
  id: "c",
  sequence: 1,
  audience: "street",
  resource_id: null,
  name: "",
  why: "opened",
  note: "",
  at: "2026-11-26T08:00:00Z",
  is_by_rules: true,
  deliveries: [],
  receipt: null,
  receipt_at: null,
  receipt_note: "",
  ...given,
});

test("each audience and each resource is one party, with what it was told last and its answer", () => {
  const told = parties([
    call({ sequence: 1, receipt: "acknowledged" }),
    call({ sequence: 2, why: "raised" }),
    call({ sequence: 3, audience: "rescue", name: "Pump 1", why: "dispatch" }),
    call({ sequence: 4, audience: "rescue", name: "Pump 2", why: "dispatch", receipt: "arrived" }),
  ]);
  expect(told.map(({ key, last, calls, answered }) => [key, last.why, calls, answered?.receipt])).toEqual([
    ["street", "raised", 2, "acknowledged"],
    ["rescue Pump 1", "dispatch", 1, undefined],
    ["rescue Pump 2", "dispatch", 1, "arrived"],
  ]);
});

test("an answer follows on the one before", () => {
  expect(answersTo(call({ receipt: "arrived" }))).toEqual(["done"]);
  expect(answersTo(call({ receipt: "done" }))).toEqual([]);
  expect(answersTo(call({}))).toContain("declined");
});

test("the worst of a call's messages counts, and none at all is said", () => {
  const of = (...states: ("dead" | "retrying" | "waiting" | "delivered")[]) =>
    call({ deliveries: states.map((state) => ({ id: state, sink: { id: "s", name: "S" }, state, attempts: 1, last_error: null, next_attempt_at: null, delivered_at: null })) });
  expect(reached(of("delivered", "dead"))).toBe("dead");
  expect(reached(of("delivered"))).toBe("delivered");
  expect(reached(of())).toBeNull();
});
