/** Choosing roles: only those that fit the organization, and an administrator's alone. */
import { Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import type { RoleName } from "@/api/types";
import { combined, rolesFor } from "@/features/users/api/roles";
import "@/features/users/components/users.css";
import { useOrganizations } from "@/lib/organizations";
import { useRoleNames, useRoles } from "@/lib/roles";

type Props = { id?: string; value?: RoleName[]; onChange?: (roles: RoleName[]) => void; organization: string | null | undefined };

export function RoleSelect({ id, value = [], onChange, organization }: Props) {
  const { t } = useTranslation();
  const roleOf = useRoleNames();
  const { roles } = useRoles();
  const { organizations } = useOrganizations();
  const fitting = rolesFor(organizations.find((each) => each.id === organization)?.kind, roles);
  const offered = [...fitting, ...value.filter((role) => !fitting.includes(role))];
  const groups = [false, true].map((administrator) => offered.filter((role) => (roles.find((each) => each.role === role)?.administrator ?? false) === administrator));
  const toggle = (role: RoleName, on: boolean) => onChange?.(combined(value, on ? [...value, role] : value.filter((each) => each !== role), roles));
  return (
    <div className="role-select" id={id} role="group" aria-label={t("users.columns.roles")}>
      {groups.map(
        (group, index) =>
          group.length > 0 && (
            <div key={index}>
              <div className="quiet">{index === 0 ? t("roles.working") : t("roles.separated")}</div>
              {group.map((role) => (
                <Checkbox key={role} checked={value.includes(role)} onChange={(event) => toggle(role, event.target.checked)}>
                  {roleOf(role)}
                  {!fitting.includes(role) && <span className="quiet"> {t("users.misfit")}</span>}
                </Checkbox>
              ))}
            </div>
          ),
      )}
    </div>
  );
}
