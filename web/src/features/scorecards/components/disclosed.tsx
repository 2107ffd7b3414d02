/** False alarms that departments let the vendor see: what was taken for something, all else unreadable. */
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useDisclosures } from "@/features/scorecards/api/scorecards";
import { useText, useWords } from "@/lib/text";

export function Disclosed({ algorithm }: { algorithm: string | null }) {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDisclosures(algorithm);
  const found = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="section">
      <h2>{t("scorecards.disclosed.title")}</h2>
      <p className="quiet">{t("scorecards.disclosed.hint")}</p>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && found.length === 0 && <p>{t("scorecards.disclosed.none")}</p>}
      <ul className="disclosed">
        {found.map((one) => (
          <li key={one.id}>
            <img src={`/api/v1/disclosures/${one.id}/picture`} alt={t("scorecards.disclosed.picture", { reason: words(one.reason) })} loading="lazy" />
            <span className="strong">{words(one.reason)}</span>
            <span>
              {text(one, "title")} {one.version} · {one.score.toFixed(2)}
            </span>
            <span className="quiet">
              {text(one, "department")} · <When at={one.opened_at} />
            </span>
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button className="disclosed-more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("scorecards.disclosed.more")}
        </Button>
      )}
    </section>
  );
}
