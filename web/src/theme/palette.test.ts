import { describe, expect, test } from "vitest";
import { boxColour, DARK, LIGHT, type Palette } from "@/theme/palette";

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

const TEXTS = ["text", "text-2", "text-3", "accent-text", "act", "risk", "good", "off"] as const;
const GROUNDS = ["surface", "page", "hover", "chosen"] as const;

describe.each([
  ["light", LIGHT],
  ["dark", DARK],
] satisfies [string, Palette][])("the %s palette", (_name, palette) => {
  test.each(TEXTS.flatMap((text) => GROUNDS.map((ground) => [text, ground] as const)))("%s is legible on %s (WCAG AA)", (text, ground) => {
    expect(contrast(palette[text], palette[ground])).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["act", "risk", "good", "off"] as const)("%s is legible on its own soft ground", (tone) => {
    expect(contrast(palette[tone], palette[`${tone}-soft`])).toBeGreaterThanOrEqual(4.5);
  });

  test("white is legible on the accent", () => {
    expect(contrast("#ffffff", palette.accent)).toBeGreaterThanOrEqual(4.5);
  });
});

test("a label's dark text is legible on every box colour", () => {
  for (const label of ["fire", "smoke", "debris", "waterlogging", "muck_truck", "a", "b", "c", "d", "e"]) {
    expect(contrast("#101214", boxColour(label))).toBeGreaterThanOrEqual(4.5);
  }
});
