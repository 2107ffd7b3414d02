/** How grave something is: warning colour and response level, each by its own words. */
import { AlertFilled, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { Emergency } from "@/api/types";
import { StateTag, type Tone } from "@/components/state-tag";

type Levels = Pick<Emergency, "warning" | "response" | "grade">;

export const ROMAN = { 1: "Ⅰ", 2: "Ⅱ", 3: "Ⅲ", 4: "Ⅳ" } as const;

export function EmergencyLevel({ warning, response, grade }: Levels) {
  const { t } = useTranslation();
  return (
    <>
      {response !== null && (
        <StateTag tone={toneOf({ warning, response })} icon={<AlertFilled />} filled>
          {t("emergency.responseLevel", { level: ROMAN[response] })}
        </StateTag>
      )}
      {warning !== null && (
        <StateTag tone={toneOf({ warning, response })} icon={<WarningFilled />}>
          {t(`emergency.warning.${warning}`)}
        </StateTag>
      )}
      {grade !== null && <span className="quiet">{t("emergency.gradeLevel", { level: ROMAN[grade] })}</span>}
    </>
  );
}

/** Act from the response Ⅱ or an orange warning on. */
export function toneOf({ warning, response }: Pick<Levels, "warning" | "response">): Tone {
  if ((response !== null && response <= 2) || warning === "red" || warning === "orange") return "act";
  return response === null && warning === null ? "plain" : "risk";
}
