/** While what was asked for is on its way: nothing at first, since most of it is there before one could read a word. */
import { useTranslation } from "react-i18next";
import "@/components/loading.css";

export function Loading() {
  const { t } = useTranslation();
  return (
    <p className="loading quiet" role="status">
      {t("common.loading")}…
    </p>
  );
}
