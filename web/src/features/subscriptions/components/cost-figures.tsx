/** What the new subscriptions take, and how much of the quotas they use. */
import { useTranslation } from "react-i18next";
import type { SubscriptionsPlan } from "@/api/types";
import { UsageBar } from "@/components/usage-bar";
import { useText } from "@/lib/text";

export function CostFigures({ plan: { cost, version, interval_s, consents } }: { plan: SubscriptionsPlan }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const figure = (value: number, places = 1) => value.toLocaleString(i18n.language, { maximumFractionDigits: places });
  return (
    <>
      <h2>{t("subscribe.cost")}</h2>
      <dl className="facts">
        <dt>{t("subscribe.newCameras")}</dt>
        <dd>{figure(cost.cameras)}</dd>
        <dt>{t("subscriptions.form.meant")}</dt>
        <dd>{version.version}</dd>
        <dt>{t("subscriptions.columns.interval")}</dt>
        <dd>{t("common.seconds", { value: interval_s })}</dd>
        <dt>{t("subscribe.cameraHours")}</dt>
        <dd>{t("subscribe.perDay", { shown: figure(cost.camera_hours_per_day) })}</dd>
        <dt>{t("subscribe.looksPerMinute")}</dt>
        <dd>{figure(cost.looks_per_minute)}</dd>
        <dt>{t("subscribe.cores")}</dt>
        <dd>{t("subscribe.coresSaid", { shown: figure(cost.cores, 2), each: figure(cost.cpu_ms) })}</dd>
      </dl>
      {consents.length > 0 && (
        <>
          <h3>{t("subscribe.consents")}</h3>
          <ul className="plain-list">
            {consents.map((each) => (
              <li key={each.organization_id}>{t("subscribe.consentSaid", { name: text(each, "name"), shown: figure(each.cameras) })}</li>
            ))}
          </ul>
        </>
      )}
      <h3>{t("subscribe.quota")}</h3>
      <ul className="plain-list">
        {cost.shares.map((share) => (
          <li key={share.organization_id} className="subscribe-share">
            <span>{text(share, "name")}</span>
            <UsageBar used={share.after} limit={share.limit} label={t("subscribe.quotaOf", { name: text(share, "name") })} />
            <span className="quiet">{t("subscribe.usedBefore", { shown: figure(share.used) })}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
