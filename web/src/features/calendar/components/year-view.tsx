/** Twelve months; a day is turned by a click, or by Enter where the arrows have led. */
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SpecialDay } from "@/api/types";
import { kindOf, later, weeksOf } from "@/features/calendar/api/days";
import { useNow } from "@/lib/clock";
import { useZone } from "@/lib/me";
import { dayOf } from "@/lib/time";

const MONTHS = Array.from({ length: 12 }, (_, index) => index + 1);
const WAYS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

type Props = { year: number; days: readonly SpecialDay[]; edits: boolean; onTurn: (date: string) => void };

export function YearView({ year, days, edits, onTurn }: Props) {
  const { t } = useTranslation();
  const special = new Map(days.map((day) => [day.date, day]));
  const grid = useRef<HTMLDivElement>(null);
  const today = dayOf(useNow(), useZone());
  const [at, setAt] = useState(today.startsWith(`${year}-`) ? today : `${year}-01-01`);
  // The year opens at the month one is in.
  useEffect(() => {
    // Chromium's scrollIntoView returns a promise, which React would call as this effect's clean-up.
    grid.current?.querySelector('[aria-current="date"]')?.closest(".month")?.scrollIntoView({ block: "nearest" });
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    const way = WAYS[event.key];
    const next = way === undefined ? undefined : later(at, way);
    if (next === undefined) return;
    event.preventDefault();
    grid.current?.querySelector<HTMLElement>(`[data-date="${next}"]`)?.focus();
  };
  return (
    // The arrows are heard from whichever day has the focus.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="year" ref={grid} onKeyDown={onKeyDown}>
      {MONTHS.map((month) => (
        <section key={month} className="month" aria-label={t("calendar.month", { month })}>
          <h2>{t("calendar.month", { month })}</h2>
          <div className="month-days">
            {Array.from(t("calendar.weekdays"), (name, index) => (
              <span key={`head ${index}`} className="quiet" aria-hidden="true">
                {name}
              </span>
            ))}
            {weeksOf(year, month)
              .flat()
              .map((date, index) =>
                date === null ? (
                  <span key={`none ${index}`} />
                ) : (
                  <Day key={date} date={date} special={special} edits={edits} reached={date === at} today={date === today} onReach={() => setAt(date)} onTurn={() => onTurn(date)} />
                ),
              )}
          </div>
        </section>
      ))}
    </div>
  );
}

type DayProps = { date: string; special: ReadonlyMap<string, SpecialDay>; edits: boolean; reached: boolean; today: boolean; onReach: () => void; onTurn: () => void };

function Day({ date, special, edits, reached, today, onReach, onTurn }: DayProps) {
  const { t } = useTranslation();
  const kind = kindOf(date, special);
  const name = special.get(date)?.name;
  const words = [t("calendar.day", { date, kind: t(`calendar.${kind}`) }), ...(name ? [name] : [])].join(" · ");
  return (
    <button
      type="button"
      className="day"
      data-date={date}
      data-kind={kind}
      tabIndex={reached ? 0 : -1}
      aria-label={words}
      title={words}
      aria-disabled={!edits}
      aria-current={today ? "date" : undefined}
      onFocus={onReach}
      onClick={() => edits && onTurn()}
    >
      {Number(date.slice(8))}
      {kind === "holiday" && <sup>{t("calendar.free")}</sup>}
      {kind === "workday" && <sup>{t("calendar.worked")}</sup>}
    </button>
  );
}
