/** An instant: relative for the eye, absolute for the record. */
import { useTranslation } from "react-i18next";
import { useNow } from "@/lib/clock";
import { useZone } from "@/lib/me";
import { absolute, span } from "@/lib/time";

/** `3 s ago`, counting. */
export function Ago({ at }: { at: string }) {
  const text = useAgo(at);
  return <time dateTime={at}>{text}</time>;
}

export function useAgo(at: string): string {
  const { t } = useTranslation();
  const off = useNow() - Date.parse(at);
  const { unit, value } = span(Math.abs(off));
  return off >= -1000 ? t(`ago.${unit}`, { value }) : t(`within.${unit}`, { value });
}

/** `2 min`: how long something lasted. */
export function Lasted({ from, to }: { from: string; to: string | null }) {
  const { t } = useTranslation();
  const now = useNow();
  const { unit, value } = span((to === null ? now : Date.parse(to)) - Date.parse(from));
  return <>{t(`lasted.${unit}`, { value })}</>;
}

/** `2026-11-22 08:15:30` in the city's time zone. */
export function At({ at }: { at: string }) {
  const zone = useZone();
  return (
    <time dateTime={at} title={`${at} · ${zone}`}>
      {absolute(at, zone)}
    </time>
  );
}

/** Both, the absolute one under or beside the other. */
export function When({ at, stacked = false }: { at: string; stacked?: boolean }) {
  return (
    <span className={stacked ? "when stacked" : "when"}>
      <Ago at={at} />
      <span className="quiet">
        <At at={at} />
      </span>
    </span>
  );
}
