import { expect, test } from "vitest";
import type { EventFigures, Measured } from "@/api/types";
import { between, exportAddress, readBoard, rowsOf, shown } from "@/features/evaluation/api/figures";

const figures = (pictures: number) => ({ pictures }) as EventFigures;

test("an event comes whole, then by scene", () => {
  const measured = {
    events: { "fire.flame": figures(4), "fire.smoke": figures(4) },
    scenes: { day: { "fire.flame": figures(3) }, night: { "fire.flame": figures(1), "fire.smoke": figures(1) } },
  } as unknown as Measured;
  expect(rowsOf(measured).map(({ event_type, scene, figures: { pictures } }) => [event_type, scene, pictures])).toEqual([
    ["fire.flame", null, 4],
    ["fire.flame", "day", 3],
    ["fire.flame", "night", 1],
    ["fire.smoke", null, 4],
    ["fire.smoke", "night", 1],
  ]);
});

test("the address says what is asked for, and nonsense is left out", () => {
  expect(readBoard(new URLSearchParams("event=fire.flame&figure=recall"))).toEqual({ event_type: "fire.flame", figure: "recall" });
  expect(readBoard(new URLSearchParams("figure=price"))).toEqual({ figure: "image_auc" });
  expect(exportAddress({ event_type: "fire.flame", figure: "ap50" })).toBe("/api/v1/leaderboard/export?event_type=fire.flame&figure=ap50");
});

test("a figure that is none is a dash, and no interval is nothing", () => {
  expect([shown(0.94321), shown(null), between([0.9, 0.98765]), between(null)]).toEqual(["0.943", "–", "0.90–0.99", ""]);
});
