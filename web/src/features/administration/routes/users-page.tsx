/** Who may sign in, and as what. */
import { CheckCircleFilled, LockFilled, PlusOutlined, StopOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { StateTag } from "@/components/state-tag";
import { useOrganizations, useUserList } from "@/features/administration/api/administration";
import { ROLES, UserForm } from "@/features/administration/components/user-form";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

const ROW_PX = 48;

export function UsersPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const add = can("user.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("users.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("users.title")}
      list={useUserList()}
      columns={useColumns()}
      rowHeight={ROW_PX}
      actions={add}
      empty={
        <Empty title={t("users.empty")} hint={t("users.emptyHint")}>
          {add}
        </Empty>
      }
    >
      {adding && <UserForm onClose={() => setAdding(false)} />}
    </ListPage>
  );
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation();
  const text = useText();
  const organizations = useOrganizations();
  const roleName = (role: string) => ROLES.filter((each) => each === role).map((each) => t(`users.role.${each}`))[0] ?? role;
  return [
    { key: "name", title: t("users.columns.name"), width: "minmax(120px, 1fr)", render: (user) => <div className="clip strong">{user.name}</div> },
    { key: "login", title: t("users.columns.login"), width: "minmax(120px, 1fr)", render: (user) => <div className="clip">{user.login}</div> },
    { key: "roles", title: t("users.columns.roles"), width: "minmax(160px, 2fr)", render: (user) => <div className="clip">{user.roles.map(roleName).join(", ")}</div> },
    {
      key: "organization",
      title: t("users.columns.organization"),
      width: "minmax(120px, 1fr)",
      render: (user) => {
        const found = organizations.find(({ id }) => id === user.owner_id);
        return <div className="clip">{found ? text(found, "name") : "–"}</div>;
      },
    },
    { key: "state", title: t("users.columns.state"), width: "128px", render: (user) => <UserState user={user} /> },
  ];
}

function UserState({ user }: { user: User }) {
  const { t } = useTranslation();
  if (!user.enabled) return <StateTag tone="off" icon={<StopOutlined />}>{t("users.disabled")}</StateTag>;
  if (user.locked) return <StateTag tone="act" icon={<LockFilled />}>{t("users.locked")}</StateTag>;
  return <StateTag tone="good" icon={<CheckCircleFilled />}>{t("users.enabled")}</StateTag>;
}
