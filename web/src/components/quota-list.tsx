/** The quotas of one organization, with who may raise them. */
import { useTranslation } from "react-i18next";
import type { Quota, Quotas } from "@/api/types";
import "@/components/quota-list.css";
import { UsageBar } from "@/components/usage-bar";
import { useOrganizationNames } from "@/lib/organizations";
import { capital, useText } from "@/lib/text";

export function QuotaList({ quotas }: { quotas: Quotas }) {
  const { t } = useTranslation();
  const { nameOf } = useOrganizationNames();
  const { parent_id } = quotas;
  const above = nameOf(parent_id);
  return (
    <>
      <ul className="quota-list">
        {quotas.quotas.map((quota) => (
          <QuotaLine key={quota.resource} quota={quota} />
        ))}
      </ul>
      <p className="quiet">{parent_id === null ? t("quotas.raiseRoot") : above === "–" ? t("quotas.raiseAbove") : t("quotas.raise", { name: above })}</p>
    </>
  );
}

function QuotaLine({ quota }: { quota: Quota }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const title = capital(text(quota, "title"));
  const figure = (value: number) => value.toLocaleString(i18n.language);
  return (
    <li>
      <span>{title}</span>
      {quota.used === null ? <span>{t("quotas.atMost", { limit: figure(quota.limit) })}</span> : <UsageBar used={quota.used} limit={quota.limit} label={title} />}
      <span className="quiet quota-note">
        {quota.source === "own" ? t("quotas.ownLimit") : t("quotas.defaultLimit")}
        {quota.above.map((bound) => (
          <span key={bound.organization_id}> · {t("quotas.bound", { name: text(bound, "name"), limit: figure(bound.limit) })}</span>
        ))}
      </span>
    </li>
  );
}
