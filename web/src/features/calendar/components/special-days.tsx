/** The special days of a year by name. */
import { DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useTranslation } from "react-i18next";
import type { SpecialDay } from "@/api/types";

type Props = { days: readonly SpecialDay[]; edits: boolean; onDays: (days: SpecialDay[]) => void };

export function SpecialDays({ days, edits, onDays }: Props) {
  const { t } = useTranslation();
  return (
    <section className="special-days section" aria-label={t("calendar.days")}>
      <h2>{t("calendar.days")}</h2>
      {days.length === 0 && (
        <p className="quiet">
          {t("calendar.none")} {edits && t("calendar.noneHint")}
        </p>
      )}
      <ul>
        {days.map((day) => (
          <li key={day.date}>
            <span>{day.date.slice(5)}</span>
            <span className="day-kind" data-kind={day.kind}>
              {t(`calendar.${day.kind}`)}
            </span>
            {edits ? (
              <>
                <Input
                  value={day.name}
                  maxLength={50}
                  placeholder={t("calendar.name")}
                  aria-label={t("calendar.nameOf", { date: day.date })}
                  onChange={(event) => onDays(days.map((each) => (each.date === day.date ? { ...day, name: event.target.value } : each)))}
                />
                <Button
                  type="text"
                  icon={<DeleteOutlined />}
                  aria-label={t("calendar.deleteOf", { date: day.date })}
                  onClick={() => onDays(days.filter(({ date }) => date !== day.date))}
                />
              </>
            ) : (
              <span className="clip">{day.name || "–"}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
