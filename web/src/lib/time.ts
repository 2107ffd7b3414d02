/** Instants as a dispatcher reads them: absolute in the city's time zone, relative beside it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (found === undefined) {
    found = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone: zone });
    formats.set(zone, found);
  }
  return found;
}

/** `2026-11-22 08:15:30` in the time zone. */
export function absolute(instant: string | number, zone: string): string {
  return format(zone).format(new Date(instant));
}

/** The day of an absolute time. */
export function dayOf(instant: string | number, zone: string): string {
  return absolute(instant, zone).slice(0, 10);
}

/** Which of two instants of the API is earlier, as a sort wants it; between equal milliseconds their digits decide. */
export function byTime(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other) || (one === other ? 0 : one < other ? -1 : 1);
}

export type Span = { unit: "second" | "minute" | "hour" | "day"; value: number };

/** The largest whole unit of a duration: 95 s is 1 minute; never negative. */
export function span(milliseconds: number): Span {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return { unit: "second", value: seconds };
  if (seconds < 3600) return { unit: "minute", value: Math.floor(seconds / 60) };
  if (seconds < 86_400) return { unit: "hour", value: Math.floor(seconds / 3600) };
  return { unit: "day", value: Math.floor(seconds / 86_400) };
}

/** The UTC instant of a wall clock reading (`2026-11-22T08:15`) in a time zone. */
export function instantOf(wall: string, zone: string): string {
  const guess = Date.parse(`${wall.length === 16 ? `${wall}:00` : wall}Z`);
  const shown = Date.parse(`${absolute(guess, zone).replace(" ", "T")}Z`);
  return new Date(guess - (shown - guess)).toISOString();
}
