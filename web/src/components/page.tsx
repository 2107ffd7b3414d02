/** The frame of a page: its head with title, filters and actions, then the work. */
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import "@/components/page.css";

type Props = { title: string; waiting?: number; note?: ReactNode; filters?: ReactNode; actions?: ReactNode; children: ReactNode };

export function Page({ title, waiting = 0, note, filters, actions, children }: Props) {
  useTitle(waiting > 0 ? `(${waiting}) ${title}` : title);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{title}</h1>
        {note !== undefined && <span className="page-note quiet">{note}</span>}
        <div className="page-filters">{filters}</div>
        {actions}
      </header>
      {children}
    </div>
  );
}

export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("brand")}`;
  }, [title, t]);
}

/** `128 rows`, or `10,000+ rows` where the server stops counting. */
export function useCount(): (total: { count: number; count_capped: boolean } | undefined) => string {
  const { t } = useTranslation();
  return (total) => {
    if (total === undefined) return "";
    return total.count_capped ? t("common.countCapped") : t("common.count", { shown: total.count.toLocaleString("en") });
  };
}
