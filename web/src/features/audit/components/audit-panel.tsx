/** One line of the trail: who, when, from where, what, and what it changed. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AuditLine } from "@/api/types";
import { SidePanel } from "@/components/side-panel";
import { When } from "@/components/when";
import { PRODUCT } from "@/features/audit/api/audit";
import { AuditDiff } from "@/features/audit/components/audit-diff";
import { SealTag } from "@/features/audit/components/audit-columns";
import { useActionNames, useObjectName, useSubject } from "@/features/audit/components/audit-words";
import { useCan } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";

/** Where an object can be looked at, and what one needs for it. */
const PLACES: Record<string, { action: string; address: string }> = {
  users: { action: "user.read", address: "/users?user=" },
  organizations: { action: "organization.read", address: "/organizations?organization=" },
  cameras: { action: "camera.read", address: "/cameras?camera=" },
};

export function AuditPanel({ line, onClose }: { line: AuditLine; onClose: () => void }) {
  const { t } = useTranslation();
  const { nameOf } = useActionNames();
  const { placeOf } = useOrganizationNames();
  const head = (
    <div className="panel-heading">
      <h2 className="clip">{nameOf(line.action)}</h2>
      <SealTag line={line} />
    </div>
  );
  return (
    <SidePanel label={t("audit.what")} head={head} medium onClose={onClose}>
      <dl className="facts">
        <dt>{t("audit.columns.time")}</dt>
        <dd>
          <When at={line.taken_at} />
        </dd>
        <dt>{t("audit.columns.login")}</dt>
        <dd>
          <Who line={line} />
        </dd>
        <dt>{t("audit.columns.address")}</dt>
        <dd>{line.address === null ? "–" : <Link to={`/audit?from=${encodeURIComponent(line.address)}`}>{line.address}</Link>}</dd>
        <dt>{t("audit.columns.object")}</dt>
        <dd>
          <What line={line} />
        </dd>
        <dt>{t("users.columns.organization")}</dt>
        <dd>{line.owner_id === null ? "–" : placeOf(line.owner_id)}</dd>
        {line.reason !== null && (
          <>
            <dt>{t("audit.reason")}</dt>
            <dd className="strong">{line.reason}</dd>
          </>
        )}
        <dt>{t("audit.columns.seal")}</dt>
        <dd>{line.seal === null ? t("audit.unsealedHint") : t("audit.sealedBy", { number: line.seal })}</dd>
        <dt>{t("audit.id")}</dt>
        <dd>
          <code>{line.id}</code>
        </dd>
        <dt>{t("audit.code")}</dt>
        <dd>
          <code>{line.action}</code>
        </dd>
      </dl>
      <section className="section">
        <h2>{t("audit.diff.title")}</h2>
        <AuditDiff before={line.before} after={line.after} />
      </section>
      {line.object_id !== null && <Link to={`/audit?object=${line.object_type}&id=${line.object_id}`}>{t("audit.sameObject")}</Link>}
    </SidePanel>
  );
}

function Who({ line }: { line: AuditLine }) {
  const { t } = useTranslation();
  const can = useCan();
  if (line.user_id === null) return <>{line.login === PRODUCT ? t("audit.product") : t("audit.notSignedIn", { login: line.login })}</>;
  return can("user.read") ? <Link to={`/users?user=${line.user_id}`}>{line.login}</Link> : <>{line.login}</>;
}

function What({ line }: { line: AuditLine }) {
  const can = useCan();
  const objectName = useObjectName();
  const subject = useSubject()(line);
  const place = PLACES[line.object_type];
  const leads = place !== undefined && can(place.action) && line.object_id !== null && !line.action.endsWith(".delete");
  return (
    <>
      {objectName(line.object_type)}
      {subject !== null && (leads ? " " : ` ${subject}`)}
      {leads && <Link to={`${place.address}${line.object_id ?? ""}`}>{subject ?? line.object_id}</Link>}
      {line.object_id !== null && !(leads && subject === null) && (
        <div>
          <code className="quiet">{line.object_id}</code>
        </div>
      )}
    </>
  );
}
