/** What each role may do, and how far: the whole table on one page. */
import { Select } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { RoleGrants } from "@/api/types";
import { Page } from "@/components/page";
import { SearchField } from "@/components/search-field";
import { Trouble } from "@/components/trouble";
import { type ActionRow, matrixOf } from "@/features/roles/api/matrix";
import { REACHES, ReachTag } from "@/features/roles/components/reach-tag";
import "@/features/roles/components/roles.css";
import type { Families } from "@/lib/actions";
import { useAddress } from "@/lib/address";
import { useMe } from "@/lib/me";
import { useRoles } from "@/lib/roles";
import { capital, useText } from "@/lib/text";

export function RolesPage() {
  const { t } = useTranslation();
  const text = useText();
  const { roles, error, retry } = useRoles();
  const { params, change } = useAddress();
  const role = roles.find((each) => each.role === params.get("role"))?.role ?? null;
  const q = params.get("q");
  const fits = (row: ActionRow) => (role === null || row.grants.has(role)) && (q === null || text(row, "title").toLowerCase().includes(q.toLowerCase()));
  const families = matrixOf(roles)
    .map(({ family, rows }) => ({ family, rows: rows.filter(fits) }))
    .filter(({ rows }) => rows.length > 0);
  return (
    <Page
      title={t("roles.title")}
      filters={
        <>
          <SearchField value={q} placeholder={t("roles.search")} onSearch={(typed) => change({ q: typed })} />
          <Select
            aria-label={t("roles.role")}
            className="filter"
            popupMatchSelectWidth={false}
            value={role ?? ""}
            options={[{ value: "", label: t("users.anyRole") }, ...roles.map((each) => ({ value: each.role, label: capital(text(each, "name")) }))]}
            onChange={(chosen) => change({ role: chosen })}
          />
        </>
      }
    >
      {error !== null && roles.length === 0 ? (
        <div className="page-body">
          <Trouble error={error} onRetry={retry} />
        </div>
      ) : (
        // It scrolls, so the keyboard must reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="page-body roles" role="region" aria-label={t("roles.title")} tabIndex={0}>
          <Legend roles={roles} />
          <Matrix roles={roles} families={families} chosen={role} />
        </div>
      )}
    </Page>
  );
}

function Legend({ roles }: { roles: readonly RoleGrants[] }) {
  const { t } = useTranslation();
  const text = useText();
  const grants = new Map(roles.flatMap(({ actions }) => actions.map((grant) => [grant.reach, grant])));
  return (
    <div className="roles-intro">
      <dl className="reach-legend">
        {REACHES.flatMap((reach) => {
          const grant = grants.get(reach);
          return grant === undefined
            ? []
            : [
                <div key={reach}>
                  <dt>
                    <ReachTag reach={reach} />
                  </dt>
                  <dd className="quiet">{text(grant, "reach") === t(`roles.reach.${reach}`) ? "" : text(grant, "reach")}</dd>
                </div>,
              ];
        })}
        <div>
          <dt>–</dt>
          <dd className="quiet">{t("roles.notAllowed")}</dd>
        </div>
      </dl>
    </div>
  );
}

type MatrixProps = { roles: readonly RoleGrants[]; families: Families<ActionRow>; chosen: string | null };

function Matrix({ roles, families, chosen }: MatrixProps) {
  const { t } = useTranslation();
  const text = useText();
  const me = useMe();
  const working = roles.filter(({ administrator }) => !administrator);
  const separated = roles.filter(({ administrator }) => administrator);
  const columns = [...working, ...separated];
  const first = (role: RoleGrants) => (role === working[0] || role === separated[0] ? "matrix-first" : undefined);
  return (
    <table className="matrix">
      <caption className="visually-hidden">{t("roles.caption")}</caption>
      <thead>
        <tr>
          <th scope="col" rowSpan={1} aria-hidden="true" />
          <th scope="colgroup" className="matrix-first" colSpan={working.length}>
            {t("roles.working")}
          </th>
          <th scope="colgroup" className="matrix-first" colSpan={separated.length}>
            {t("roles.separated")}
          </th>
        </tr>
        <tr>
          <th scope="col">{t("roles.action")}</th>
          {columns.map((role) => (
            <th key={role.role} scope="col" className={first(role)} data-chosen={role.role === chosen}>
              {capital(text(role, "name"))}
              {me.user.roles.includes(role.role) && <span className="quiet"> {t("roles.yours")}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {families.map(({ family, rows }) => (
          <Fragment key={family}>
            <tr>
              <th scope="rowgroup" colSpan={columns.length + 1}>
                {t(`roles.family.${family}`)}
              </th>
            </tr>
            {rows.map((row) => (
              <tr key={row.action}>
                <th scope="row" title={row.action}>
                  {capital(text(row, "title"))}
                </th>
                {columns.map((role) => (
                  <Cell key={role.role} row={row} role={role.role} className={first(role)} chosen={role.role === chosen} />
                ))}
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ row, role, className, chosen }: { row: ActionRow; role: string; className: string | undefined; chosen: boolean }) {
  const { t } = useTranslation();
  const text = useText();
  const grant = row.grants.get(role);
  if (grant === undefined) {
    return (
      <td className={className} data-chosen={chosen}>
        <span className="quiet" aria-label={t("roles.notAllowed")}>
          –
        </span>
      </td>
    );
  }
  return (
    <td className={className} data-chosen={chosen} title={text(grant, "reach")}>
      <ReachTag reach={grant.reach} />
    </td>
  );
}
