/** Numbers of cameras in the reader's language: whole in text, short on a mark of the map. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

export function useNumber(short = false): (value: number) => string {
  const { language } = useTranslation().i18n;
  return useMemo(() => {
    const format = new Intl.NumberFormat(language, short ? { notation: "compact", maximumFractionDigits: 1 } : {});
    return (value) => format.format(value);
  }, [language, short]);
}
