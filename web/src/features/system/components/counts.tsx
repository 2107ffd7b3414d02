/** Counts under words, the largest first. */
import { useTranslation } from "react-i18next";
import { largest } from "@/features/system/api/concerns";

/** A whole number with its thousands set off. */
export function useFigure(): (value: number) => string {
  const { i18n } = useTranslation();
  return (value) => value.toLocaleString(i18n.language);
}

/** Why pictures were given up, in words. */
export function useDropWord(): (cause: string) => string {
  const { t, i18n } = useTranslation();
  return (cause) => (i18n.exists(`system.drop.${cause}`) ? t(`system.drop.${cause}` as "system.drop.stale") : cause);
}

type Props = { counts: Partial<Record<string, number>>; wordOf: (name: string) => string };

export function Counts({ counts, wordOf }: Props) {
  const figure = useFigure();
  const all = largest(counts);
  if (all.length === 0) return <span className="quiet">–</span>;
  return (
    <ul className="counts">
      {all.map(([name, count]) => (
        <li key={name}>
          {wordOf(name)} {figure(count)}
        </li>
      ))}
    </ul>
  );
}
