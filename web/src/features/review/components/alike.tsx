/** What looks alike at this camera, shown before it is rejected at once: the reason is the only key left. */
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import { Choices } from "@/components/choices";
import { percentOf } from "@/components/event-tags";
import { Thumbnail } from "@/components/thumbnail";
import { Ago } from "@/components/when";
import { HOURS, type Hours, useLookalikes } from "@/features/review/api/around";
import { thumbnailOf } from "@/lib/evidence";
import { useRejectReasons } from "@/lib/events";
import type { Alike as Chosen } from "@/lib/judge";
import { useShortcuts } from "@/lib/keyboard";
import { useWords } from "@/lib/text";

const SHOWN = 18;

type Props = { event: Event; onReject: (alike: Chosen) => void; onCancel: () => void };

export function Alike({ event, onReject, onCancel }: Props) {
  const { t } = useTranslation();
  const words = useWords();
  const [hours, setHours] = useState<Hours>(24);
  const found = useLookalikes(event.id, hours).data;
  const reasons = (useRejectReasons().data ?? []).filter(({ lookalike }) => lookalike);
  useShortcuts({ s: onCancel, h: () => setHours((now) => HOURS[(HOURS.indexOf(now) + 1) % HOURS.length] ?? 24) });
  const ids = found?.items.map(({ id }) => id) ?? [];
  const choices = ids.length === 0 ? [] : reasons.map((reason) => ({ key: reason.code, words: words(reason) }));
  return (
    <Choices
      title={found === undefined ? t("review.alike.looking") : t("review.alike.title", { count: found.count })}
      choices={choices}
      onChoose={(reason) => onReject({ ids, reason })}
      onCancel={onCancel}
    >
      <div className="alike">
        <div className="desk-title">
          <Segmented value={hours} aria-label={t("review.alike.span")} options={HOURS.map((value) => ({ value, label: t(`review.alike.hours.${value}`) }))} onChange={setHours} />
          <kbd>h</kbd>
          <span className="quiet">{t("review.alike.hint")}</span>
        </div>
        <ul className="alike-grid">
          {found?.items.slice(0, SHOWN).map((one) => (
            <li key={one.id}>
              <Thumbnail src={thumbnailOf(one.id)} />
              <span className="quiet clip">
                {percentOf(one.score)} · <Ago at={one.opened_at} />
              </span>
            </li>
          ))}
          {found !== undefined && found.count > SHOWN && <li className="alike-more quiet">{t("review.alike.more", { count: found.count - SHOWN })}</li>}
        </ul>
      </div>
    </Choices>
  );
}
