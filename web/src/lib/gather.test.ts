import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gather } from "@/lib/gather";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("changes close together travel in one bundle, each once", async () => {
  const bundles: string[][] = [];
  const gatherer = gather(async (noted) => void bundles.push([...noted.keys()]));
  gatherer.note("a");
  gatherer.note("b");
  gatherer.note("a");
  await vi.runAllTimersAsync();
  expect(bundles).toEqual([["a", "b"]]);
});

test("what could not be followed is followed again", async () => {
  const told: [string[], boolean][] = [];
  const gatherer = gather(async (noted, missed) => {
    told.push([[...noted.keys()], missed]);
    if (told.length === 1) throw new Error("the server is away");
  });
  gatherer.note("a");
  gatherer.miss();
  await vi.runAllTimersAsync();
  expect(told).toEqual([
    [["a"], true],
    [["a"], true],
  ]);
});

test("the newest row counts, and a change without one makes it old", async () => {
  const bundles: [string, unknown][][] = [];
  const gatherer = gather(async (noted) => void bundles.push([...noted]));
  gatherer.note("a", 1);
  gatherer.note("a", 2);
  gatherer.note("b", 1);
  gatherer.note("b");
  await vi.runAllTimersAsync();
  expect(bundles).toEqual([[["a", 2], ["b", undefined]]]);
});

test("changes that come while one bundle travels wait for the next", async () => {
  const bundles: string[][] = [];
  const gatherer = gather(async (noted) => {
    bundles.push([...noted.keys()]);
    if (bundles.length === 1) gatherer.note("b");
    await Promise.resolve();
  });
  gatherer.note("a");
  await vi.runAllTimersAsync();
  expect(bundles).toEqual([["a"], ["b"]]);
});

test("nothing follows after the stop", async () => {
  const bundles: string[][] = [];
  const gatherer = gather(async (noted) => void bundles.push([...noted.keys()]));
  gatherer.note("a");
  gatherer.stop();
  await vi.runAllTimersAsync();
  expect(bundles).toEqual([]);
});
