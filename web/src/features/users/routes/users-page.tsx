/** Who may sign in, and as what. */
import { PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { User } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { OrganizationSelect } from "@/components/organization-select";
import { SearchField } from "@/components/search-field";
import { isFiltered, readFilters, STATES, type UserFilters } from "@/features/users/api/filters";
import { ROLES } from "@/features/users/api/roles";
import { useUserList } from "@/features/users/api/users";
import { UserForm } from "@/features/users/components/user-form";
import { UserPanel } from "@/features/users/components/user-panel";
import { UserState } from "@/features/users/components/user-state";
import { useAddress } from "@/lib/address";
import { useCan } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { useRoleNames } from "@/lib/roles";

const ROW_PX = 44;
type Change = (changes: Record<string, string | null>) => void;

export function UsersPage() {
  const { t } = useTranslation();
  const can = useCan();
  const { params, change } = useAddress();
  const [adding, setAdding] = useState(false);
  const filters = readFilters(params);
  const list = useUserList(filters);
  const opened = params.get("user");
  const add = can("user.create") && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("users.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("users.title")}
      list={list}
      columns={useColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ user: id })}
      actions={add}
      filters={<Filters filters={filters} change={change} />}
      empty={
        isFiltered(filters) ? (
          <Empty title={t("users.emptyFiltered")}>
            <Button onClick={() => change({ q: null, organization: null, role: null, state: null })}>{t("cameras.clear")}</Button>
          </Empty>
        ) : (
          <Empty title={t("users.empty")} hint={t("users.emptyHint")}>
            {add}
          </Empty>
        )
      }
    >
      {opened !== null && <UserPanel key={opened} id={opened} row={list.rows.find(({ id }) => id === opened)} onClose={() => change({ user: null })} />}
      {adding && (
        <UserForm
          organization={filters.organization}
          onClose={(added) => {
            setAdding(false);
            if (added !== undefined) change({ user: added.id });
          }}
        />
      )}
    </ListPage>
  );
}

function Filters({ filters, change }: { filters: UserFilters; change: Change }) {
  const { t } = useTranslation();
  const roleOf = useRoleNames();
  return (
    <>
      <SearchField value={filters.q} placeholder={t("users.search")} onSearch={(q) => change({ q })} />
      <OrganizationSelect className="filter filter-wide" none={t("users.anyOrganization")} value={filters.organization} onChange={(organization) => change({ organization })} />
      <Select
        aria-label={t("users.columns.roles")}
        className="filter"
        popupMatchSelectWidth={false}
        value={filters.role ?? ""}
        options={[{ value: "", label: t("users.anyRole") }, ...ROLES.map((value) => ({ value, label: roleOf(value) }))]}
        onChange={(role) => change({ role })}
      />
      <Select
        aria-label={t("common.state")}
        className="filter"
        value={filters.state ?? ""}
        options={[{ value: "", label: t("cameras.anyState") }, ...STATES.map((value) => ({ value, label: t(`users.state.${value}`) }))]}
        onChange={(state) => change({ state })}
      />
    </>
  );
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation();
  const roleOf = useRoleNames();
  const { placeOf } = useOrganizationNames();
  return [
    { key: "name", title: t("users.columns.name"), width: "minmax(104px, 1fr)", render: ({ name }) => <div className="clip strong">{name}</div> },
    { key: "login", title: t("users.columns.login"), width: "minmax(104px, 1fr)", render: ({ login }) => <div className="clip">{login}</div> },
    { key: "roles", title: t("users.columns.roles"), width: "minmax(140px, 1.5fr)", render: ({ roles }) => <div className="clip">{roles.map(roleOf).join(" · ")}</div> },
    { key: "organization", title: t("users.columns.organization"), width: "minmax(160px, 2fr)", render: ({ owner_id }) => <div className="clip">{placeOf(owner_id)}</div> },
    { key: "state", title: t("common.state"), width: "112px", render: (user) => <UserState user={user} /> },
  ];
}
