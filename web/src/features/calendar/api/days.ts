/** The days of a year: which are worked, which are special, and the CSV form they come in. */
import type { SpecialDay } from "@/api/types";

export type DayKind = "plain" | "rest" | "holiday" | "workday";
const LINE = /^(\d{4}-\d{2}-\d{2}),\s*(holiday|workday)\s*(?:,(.*))?$/;
const NAME_MAX = 50;

/** `YYYY-MM-DD` of a UTC day number. */
export function isoDay(day: Date): string {
  return day.toISOString().slice(0, 10);
}

/** The weeks of a month from Monday; days of the months beside it are null. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const before = (first.getUTCDay() + 6) % 7;
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const cells = Array.from({ length: Math.ceil((before + count) / 7) * 7 }, (_, cell) => {
    const day = cell - before + 1;
    return day < 1 || day > count ? null : isoDay(new Date(Date.UTC(year, month - 1, day)));
  });
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7));
}

export function isWeekend(date: string): boolean {
  return [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
}

export function kindOf(date: string, special: ReadonlyMap<string, SpecialDay>): DayKind {
  return special.get(date)?.kind ?? (isWeekend(date) ? "rest" : "plain");
}

/** The days with one turned: an ordinary day becomes what it usually is not, a special one ordinary again. */
export function turned(days: readonly SpecialDay[], date: string): SpecialDay[] {
  const others = days.filter((day) => day.date !== date);
  if (others.length < days.length) return others;
  return inOrder([...others, { date, kind: isWeekend(date) ? "workday" : "holiday", name: "" }]);
}

/** The day so many days later, or undefined outside of the year. */
export function later(date: string, days: number): string | undefined {
  const there = isoDay(new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000));
  return there.slice(0, 4) === date.slice(0, 4) ? there : undefined;
}

export function toCsv(days: readonly SpecialDay[]): string {
  return ["date,kind,name", ...days.map(({ date, kind, name }) => `${date},${kind},${quoted(name)}`)].join("\r\n") + "\r\n";
}

/** The days of a CSV file of a year, or the number of the first line that is wrong. */
export function fromCsv(text: string, year: number): { days: SpecialDay[] } | { line: number } {
  const days: SpecialDay[] = [];
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "" || (index === 0 && /^date,kind/i.test(line))) continue;
    const day = parsed(line.trim());
    if (day === undefined || !day.date.startsWith(`${year}-`) || days.some(({ date }) => date === day.date)) return { line: index + 1 };
    days.push(day);
  }
  return { days: inOrder(days) };
}

function parsed(line: string): SpecialDay | undefined {
  const [, date = "", kind, name = ""] = LINE.exec(line) ?? [];
  const instant = Date.parse(`${date}T00:00:00Z`);
  if ((kind !== "holiday" && kind !== "workday") || Number.isNaN(instant) || isoDay(new Date(instant)) !== date) return undefined;
  const plain = unquoted(name.trim());
  return plain.length > NAME_MAX ? undefined : { date, kind, name: plain };
}

function quoted(name: string): string {
  return /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function unquoted(name: string): string {
  return name.startsWith('"') && name.endsWith('"') && name.length > 1 ? name.slice(1, -1).replaceAll('""', '"') : name;
}

function inOrder(days: SpecialDay[]): SpecialDay[] {
  return days.sort((a, b) => a.date.localeCompare(b.date));
}
