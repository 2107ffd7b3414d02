/** What looks through a camera: how often it was promised to, and how often it does. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Camera, Subscription } from "@/api/types";
import { SubscriptionState } from "@/components/subscription-state";
import { useCameraSubscriptions } from "@/features/cameras/api/cameras";
import { useCan } from "@/lib/me";
import { useText, useWords } from "@/lib/text";

export function CameraSubscriptions({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data } = useCameraSubscriptions(camera.id);
  return (
    <section className="section">
      <h2>{t("cameras.subscriptionsHere")}</h2>
      {data?.items.length === 0 && <p className="quiet">{t("cameras.noSubscriptions")}</p>}
      {data !== undefined && data.items.length > 0 && <Kept rows={data.items} />}
      {can("subscription.create") && <Link to={`/subscriptions/new?camera=${camera.id}`}>{t("cameras.subscribe")}</Link>}
    </section>
  );
}

function Kept({ rows }: { rows: readonly Subscription[] }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <table className="kept">
      <thead>
        <tr>
          <th scope="col">{t("subscriptions.columns.algorithm")}</th>
          <th scope="col" className="end">{t("cameras.promised")}</th>
          <th scope="col" className="end">{t("cameras.achieved")}</th>
          <th scope="col">{t("subscriptions.columns.state")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <td>
              {text(row.algorithm, "title")} · <Link to={`/subscriptions/${row.id}/rule`}>{t("subscriptions.rule")}</Link>
            </td>
            <td className="end">{t("common.seconds", { value: row.interval_s })}</td>
            <td className="end" data-late={row.state === "late"}>
              {row.achieved_interval_s === null ? "–" : t("common.seconds", { value: row.achieved_interval_s })}
            </td>
            <td>
              <SubscriptionState subscription={row} />
              <Reason reason={row.state_reason} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Reason({ reason }: { reason: Subscription["state_reason"] }) {
  const words = useWords();
  const { zh, en } = reason ?? {};
  if (typeof zh !== "string" || typeof en !== "string") return null;
  return <div className="quiet">{words({ zh, en })}</div>;
}
