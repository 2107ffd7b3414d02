/** One request: what it is about, who said what, who is still to say something. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Approval, ApprovalDetail } from "@/api/types";
import { KindTag } from "@/components/organization-tags";
import { RemoteTag } from "@/components/remote-tag";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { standingOf, useApproval } from "@/features/approvals/api/approvals";
import { ApprovalState } from "@/features/approvals/components/approval-tags";
import "@/features/approvals/components/approvals.css";
import { RequestFacts } from "@/features/approvals/components/request-facts";
import { VersionFacts } from "@/features/approvals/components/version-facts";
import { VoteForm } from "@/features/approvals/components/vote-form";
import { Votes } from "@/features/approvals/components/votes";
import { WithdrawForm } from "@/features/approvals/components/withdraw-form";
import { useCan, useMe } from "@/lib/me";
import { useText } from "@/lib/text";

export function ApprovalPanel({ id, row, onClose }: { id: string; row: Approval | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const me = useMe();
  const { data, error, refetch } = useApproval(id);
  const approval = data ?? row;
  const head = approval && (
    <div className="panel-heading">
      <h2 className="clip">{text(approval, "title")}</h2>
      <ApprovalState state={approval.state} filled />
    </div>
  );
  const standing = approval && standingOf(approval, me);
  const votes = data !== undefined && standing === "votes";
  const takesBack = data !== undefined && data.state === "waiting" && data.owner_id === me.organization.id && me.actions.includes("approval.withdraw");
  const foot = votes ? <VoteForm approval={data} /> : takesBack ? <WithdrawForm approval={data} /> : undefined;
  return (
    <SidePanel label={t("approvals.what")} head={head} medium foot={foot} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {approval !== undefined && (
        <>
          <Facts approval={approval} />
          {data !== undefined && <ObjectFacts approval={data} />}
          <Votes approval={approval} />
          {standing !== undefined && standing !== "votes" && standing !== "decided" && <p className="quiet">{t(`approvals.standing.${standing}`)}</p>}
        </>
      )}
    </SidePanel>
  );
}

function Facts({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const text = useText();
  return (
    <dl className="facts">
      <dt>{t("approvals.columns.kind")}</dt>
      <dd>{t(`approvals.kind.${approval.object_type}`)}</dd>
      <dt>{t("approvals.columns.owner")}</dt>
      <dd>{text(approval, "owner")}</dd>
      {approval.remote !== null && (
        <>
          <dt>{t("algorithms.whereItRuns")}</dt>
          <dd>
            <RemoteTag remote={approval.remote} />
            <div className="quiet">{t("leaves.approvalHint")}</div>
          </dd>
        </>
      )}
      <dt>{t("approvals.columns.asked")}</dt>
      <dd>
        <div>{approval.requested_by === null ? t("audit.product") : `${approval.requested_by.name} (${approval.requested_by.login})`}</div>
        <When at={approval.requested_at} />
      </dd>
      <dt>{t("approvals.reason")}</dt>
      <dd>{approval.reason || "–"}</dd>
      {approval.decided_at !== null && (
        <>
          <dt>{t("approvals.decided")}</dt>
          <dd>
            <When at={approval.decided_at} />
          </dd>
        </>
      )}
    </dl>
  );
}

function ObjectFacts({ approval: { object, object_id, state } }: { approval: ApprovalDetail }) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <section className="section">
      <h2>{t("approvals.about")}</h2>
      {object.object_type === "versions" && <VersionFacts version={object} />}
      {object.object_type === "subscription_requests" && <RequestFacts request={object} waits={state === "waiting"} />}
      {object.object_type === "organizations" && (
        <dl className="facts">
          <dt>{t("organizations.columns.kind")}</dt>
          <dd>
            <KindTag kind={object.kind as "vendor"} />
          </dd>
          <dt>{t("organizations.form.nameZh")}</dt>
          <dd>{object.name_zh}</dd>
          <dt>{t("organizations.form.nameEn")}</dt>
          <dd>{object.name_en}</dd>
          {can("organization.read") && (
            <>
              <dt>{t("organizations.what")}</dt>
              <dd>
                <Link to={`/organizations?organization=${object_id}`}>{t("approvals.openOrganization")}</Link>
              </dd>
            </>
          )}
        </dl>
      )}
    </section>
  );
}
