/** What must be known of subscriptions that are beyond a quota, or take the consent of those whose cameras they are. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ApprovalDetail } from "@/api/types";
import { useText, useWords } from "@/lib/text";

type Request = Extract<ApprovalDetail["object"], { object_type: "subscription_requests" }>;
type Props = { request: Request; waits: boolean };

export function RequestFacts({ request, waits }: Props) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const words = useWords();
  const figure = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  return (
    <dl className="facts">
      <dt>{t("algorithms.columns.name")}</dt>
      <dd>
        <Link to={`/algorithms?algorithm=${request.algorithm_id}`}>{text(request, "title")}</Link>
      </dd>
      <dt>{t("approvals.subscribes")}</dt>
      <dd>{t("approvals.subscribesSaid", { cameras: figure(request.cameras), interval: request.interval_s, looks: figure(request.looks_per_minute) })}</dd>
      <dt>{t("approvals.why")}</dt>
      <dd>{request.why.code === "consent_needed" ? t("approvals.whyConsent") : words(request.why)}</dd>
      {waits && request.owners.length > 0 && (
        <>
          <dt>{t("approvals.whose")}</dt>
          <dd>
            {request.owners.map((owner) => (
              <OwnerCameras key={owner.id} owner={owner} />
            ))}
          </dd>
        </>
      )}
      {waits && request.barred > 0 && (
        <>
          <dt>{t("approvals.barred")}</dt>
          <dd>{t("approvals.barredSaid", { shown: figure(request.barred) })}</dd>
        </>
      )}
    </dl>
  );
}

function OwnerCameras({ owner }: { owner: Request["owners"][number] }) {
  const { t, i18n } = useTranslation();
  const text = useText();
  const more = owner.cameras - owner.named.length;
  const names = owner.named.map((camera) => text(camera, "name")).join(t("subscribe.comma"));
  return (
    <div>
      <span className="strong">{t("approvals.ownerCameras", { name: text(owner, "name"), shown: owner.cameras.toLocaleString(i18n.language) })}</span>
      {names !== "" && <div className="quiet">{more > 0 ? t("approvals.andMore", { names, shown: more.toLocaleString(i18n.language) }) : names}</div>}
    </div>
  );
}
