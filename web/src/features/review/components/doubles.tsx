/** Of which event this one is a duplicate: a digit each. */
import { useTranslation } from "react-i18next";
import type { Event, EventDetail } from "@/api/types";
import { Choices } from "@/components/choices";
import { ReviewTag } from "@/components/event-tags";
import { Thumbnail } from "@/components/thumbnail";
import { Ago } from "@/components/when";
import { useDoubles } from "@/features/review/api/around";
import { thumbnailOf } from "@/lib/evidence";
import { useShortcuts } from "@/lib/keyboard";
import { useText } from "@/lib/text";

type Props = { event: Event; detail: EventDetail | undefined; onChoose: (id: string) => void; onCancel: () => void };

export function Doubles({ event, detail, onChoose, onCancel }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const { doubles, pending } = useDoubles(event, detail);
  useShortcuts({ d: onCancel });
  const choices = doubles.map((one) => ({
    key: one.id,
    words: (
      <span className="double">
        <Thumbnail src={thumbnailOf(one.id)} />
        <span className="two">
          <span>{text(one, "title")}</span>
          <span className="quiet">{text(one.camera, "name")}</span>
          <span className="quiet">
            <ReviewTag review={one.review} /> <Ago at={one.opened_at} />
          </span>
        </span>
      </span>
    ),
  }));
  return (
    <Choices title={t("review.double.title")} choices={choices} onChoose={onChoose} onCancel={onCancel}>
      {!pending && doubles.length === 0 && <p className="quiet desk-none">{t("review.double.none")}</p>}
    </Choices>
  );
}
