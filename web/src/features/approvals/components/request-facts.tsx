/** What an administrator must know of subscriptions that are beyond a quota. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ApprovalDetail } from "@/api/types";
import { useText, useWords } from "@/lib/text";

type Request = Extract<ApprovalDetail["object"], { object_type: "subscription_requests" }>;

export function RequestFacts({ request }: { request: Request }) {
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
      <dd>{words(request.why)}</dd>
    </dl>
  );
}
