/** Words that come from the server in both languages. */
import { useTranslation } from "react-i18next";

type Both<Name extends string> = Record<`${Name}_zh` | `${Name}_en`, string>;

/** Return a function that picks `title_zh` or `title_en` of a row, falling back to the other. */
export function useText(): <Name extends string>(row: Both<Name>, name: Name) => string {
  const english = useTranslation().i18n.language === "en";
  return (row, name) => {
    const [first, second] = english ? ([`${name}_en`, `${name}_zh`] as const) : ([`${name}_zh`, `${name}_en`] as const);
    return row[first] || row[second];
  };
}

/** The words with a capital in front, for the start of a cell or a line. */
export function capital(words: string): string {
  return words.slice(0, 1).toLocaleUpperCase("en") + words.slice(1);
}

/** The same for `{zh, en}` values. */
export function useWords(): (words: { zh: string; en: string }) => string {
  const english = useTranslation().i18n.language === "en";
  return (words) => (english ? words.en || words.zh : words.zh || words.en);
}
