/** One organization: where it stands, what stands below it, who may have how much. */
import { EditOutlined, PauseCircleOutlined, PlayCircleOutlined, PlusOutlined, SendOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Organization } from "@/api/types";
import { KindTag, OrganizationState } from "@/components/organization-tags";
import { QuotaList } from "@/components/quota-list";
import { SidePanel } from "@/components/side-panel";
import { useTrouble } from "@/components/trouble";
import { useChangeOrganization } from "@/features/organizations/api/organizations";
import { RenameForm } from "@/features/organizations/components/organization-form";
import "@/features/organizations/components/organizations.css";
import { SubmitForm } from "@/features/organizations/components/submit-form";
import { useCan, useMe } from "@/lib/me";
import { useOrganizationNames } from "@/lib/organizations";
import { useQuotas } from "@/lib/quotas";
import { useText } from "@/lib/text";
import { type Branch, kindsBelow } from "@/lib/tree";

type Props = {
  organization: Organization;
  lines: readonly Branch<Organization>[];
  onAdd: () => void;
  onOpen: (id: string) => void;
  onClose: () => void;
};

export function OrganizationPanel({ organization, lines, onAdd, onOpen, onClose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const foot = <Actions organization={organization} below={below(organization, lines).length} onAdd={onAdd} />;
  const head = (
    <div className="panel-heading">
      <h2 className="clip">{text(organization, "name")}</h2>
      <OrganizationState state={organization.state} filled />
    </div>
  );
  return (
    <SidePanel label={t("organizations.what")} head={head} foot={foot} onClose={onClose}>
      <Facts organization={organization} lines={lines} />
      <Children organization={organization} lines={lines} onOpen={onOpen} />
      <QuotaSection organization={organization} />
    </SidePanel>
  );
}

function QuotaSection({ organization }: { organization: Organization }) {
  const { t } = useTranslation();
  const reads = useCan()("quota.read");
  const { data } = useQuotas(organization.id, reads);
  if (data === undefined) return null;
  return (
    <section className="section">
      <h2>{t("quotas.title")}</h2>
      <QuotaList quotas={data} />
      <Link to={`/quotas?organization=${organization.id}`}>{t("quotas.open")}</Link>
    </section>
  );
}

/** Everything below an organization. */
function below(organization: Organization, lines: readonly Branch<Organization>[]): readonly Branch<Organization>[] {
  const at = lines.findIndex(({ id }) => id === organization.id);
  const line = lines[at];
  return line === undefined ? [] : lines.slice(at + 1, at + 1 + line.below);
}

function Facts({ organization, lines }: Pick<Props, "organization" | "lines">) {
  const { t, i18n } = useTranslation();
  const can = useCan();
  const { placeOf, nameOf } = useOrganizationNames();
  const all = below(organization, lines).length;
  const stopped = organization.parent_id === null ? undefined : stoppedAbove(organization, lines);
  return (
    <dl className="facts">
      <dt>{t("organizations.columns.kind")}</dt>
      <dd>
        <KindTag kind={organization.kind} />
      </dd>
      {organization.parent_id !== null && (
        <>
          <dt>{t("organizations.facts.place")}</dt>
          <dd>{placeOf(organization.parent_id)}</dd>
        </>
      )}
      {stopped !== undefined && (
        <>
          <dt>{t("common.state")}</dt>
          <dd>{t("organizations.facts.stoppedAbove", { name: nameOf(stopped.id) })}</dd>
        </>
      )}
      <dt>{t("organizations.facts.below")}</dt>
      <dd>{all === 0 ? t("organizations.facts.none") : t("organizations.facts.belowCount", { count: all })}</dd>
      <dt>{t(i18n.language === "en" ? "organizations.form.nameZh" : "organizations.form.nameEn")}</dt>
      <dd>{i18n.language === "en" ? organization.name_zh : organization.name_en}</dd>
      {can("user.read") && (
        <>
          <dt>{t("users.title")}</dt>
          <dd>
            <Link to={`/users?organization=${organization.id}`}>{t("organizations.facts.users")}</Link>
          </dd>
        </>
      )}
    </dl>
  );
}

/** The nearest organization above that is not active: it keeps this one from working, too. */
function stoppedAbove(organization: Organization, lines: readonly Branch<Organization>[]): Organization | undefined {
  const byId = new Map(lines.map(({ id, row }) => [id, row]));
  const above = (row: Organization | undefined) => (row?.parent_id ? byId.get(row.parent_id) : undefined);
  let each = above(organization);
  while (each !== undefined && each.state === "active") each = above(each);
  return each;
}

function Children({ organization, lines, onOpen }: Pick<Props, "organization" | "lines" | "onOpen">) {
  const { t } = useTranslation();
  const text = useText();
  const children = lines.filter(({ row }) => row.parent_id === organization.id);
  if (kindsBelow(organization.kind).length === 0) return null;
  return (
    <section className="section">
      <h2>{t("organizations.children", { count: children.length })}</h2>
      {children.length === 0 && <p className="quiet">{t("organizations.noChildren")}</p>}
      <ul className="organization-children">
        {children.map(({ row }) => (
          <li key={row.id}>
            <Button type="link" size="small" className="link-button" onClick={() => onOpen(row.id)}>
              {text(row, "name")}
            </Button>
            <KindTag kind={row.kind} />
            <OrganizationState state={row.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Actions({ organization, below: count, onAdd }: { organization: Organization; below: number; onAdd: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const [form, setForm] = useState<"rename" | "submit" | null>(null);
  const switches = can("organization.suspend") && organization.id !== me.organization.id && (organization.state === "active" || organization.state === "suspended");
  return (
    <div className="actions">
      {can("organization.create") && kindsBelow(organization.kind).length > 0 && (
        <Button icon={<PlusOutlined />} onClick={onAdd}>
          {t("organizations.addBelow")}
        </Button>
      )}
      {can("organization.update") && (
        <Button icon={<EditOutlined />} onClick={() => setForm("rename")}>
          {t("organizations.rename")}
        </Button>
      )}
      {switches && <Switch organization={organization} below={count} />}
      {can("organization.submit") && organization.state === "rejected" && (
        <Button icon={<SendOutlined />} onClick={() => setForm("submit")}>
          {t("organizations.submit")}
        </Button>
      )}
      {form === "rename" && <RenameForm organization={organization} onClose={() => setForm(null)} />}
      {form === "submit" && <SubmitForm organization={organization} onClose={() => setForm(null)} />}
    </div>
  );
}

function Switch({ organization, below: count }: { organization: Organization; below: number }) {
  const { t } = useTranslation();
  const text = useText();
  const trouble = useTrouble();
  const { message, modal } = App.useApp();
  const change = useChangeOrganization(organization);
  const name = text(organization, "name");
  const active = organization.state === "active";
  const ask = () =>
    modal.confirm({
      title: active ? t("organizations.suspendAsk", { name }) : t("organizations.resumeAsk", { name }),
      content: active ? t(count === 0 ? "organizations.suspendHint" : "organizations.suspendHintBelow", { count }) : t("organizations.resumeHint"),
      okText: active ? t("organizations.suspend") : t("organizations.resume"),
      okButtonProps: { danger: active },
      focusable: { autoFocusButton: "cancel" },
      onOk: () =>
        change.mutateAsync({ state: active ? "suspended" : "active" }).then(
          () => void message.success(active ? t("organizations.suspended", { name }) : t("organizations.resumed", { name })),
          (error: unknown) => void message.error(trouble(error)),
        ),
    });
  return (
    <Button danger={active} icon={active ? <PauseCircleOutlined /> : <PlayCircleOutlined />} onClick={ask}>
      {active ? t("organizations.suspend") : t("organizations.resume")}
    </Button>
  );
}
