/** Who said what about a request, and whose word is missing. */
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/types";
import { When } from "@/components/when";
import { asksOf, lapsed } from "@/features/approvals/api/approvals";
import { VoteTag } from "@/features/approvals/components/approval-tags";
import { useRoleNames } from "@/lib/roles";
import { useText } from "@/lib/text";

export function Votes({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const text = useText();
  const roleOf = useRoleNames();
  const { votes, missing, missing_owners } = approval;
  return (
    <section className="section">
      <h2>{t("approvals.votes")}</h2>
      <p className="quiet">{t(`approvals.rules.${asksOf(approval)}`)}</p>
      {lapsed(approval) && <p>{t("approvals.lapsed")}</p>}
      <ul className="votes">
        {votes.map(({ role, organization, vote, user, reason, at }) => (
          <li key={organization?.id ?? role}>
            <VoteTag vote={vote} />
            <div>
              <div>
                <b>{user.name}</b> <span className="quiet">{organization === null ? roleOf(role) : t("approvals.forOwner", { name: text(organization, "name") })}</span>
              </div>
              <p>{reason}</p>
              <span className="quiet">
                <When at={at} />
              </span>
            </div>
          </li>
        ))}
        {missing.map((role) => (
          <li key={role}>
            <VoteTag vote="missing" />
            <div>{t("approvals.missing", { role: roleOf(role) })}</div>
          </li>
        ))}
        {missing_owners.map((owner) => (
          <li key={owner.id}>
            <VoteTag vote="missing" />
            <div>{t("approvals.missingOwner", { name: text(owner, "name") })}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
