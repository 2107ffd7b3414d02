/** A vendor's signing keys: listed, registered, retired; and whether unsigned packages are refused. */
import { Button, Form, Input, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SigningKey, SigningRule } from "@/api/types";
import { Empty } from "@/components/empty";
import { useFormTrouble } from "@/components/form-trouble";
import "@/components/open-doors.css";
import { SidePanel } from "@/components/side-panel";
import { useTold } from "@/components/told";
import { Trouble } from "@/components/trouble";
import { At } from "@/components/when";
import { useRequireSignatures, useRetireKey, useSigningKeys, useSigningRule } from "@/features/packages/api/signing-keys";
import { SigningKeyForm } from "@/features/packages/components/signing-key-form";

export function SigningPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const keys = useSigningKeys();
  const rule = useSigningRule();
  const error = keys.error ?? rule.error;
  const retry = () => void Promise.all([keys.refetch(), rule.refetch()]);
  const add = (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t("signing.add")}
    </Button>
  );
  return (
    <SidePanel label={t("signing.title")} medium head={<h2>{t("signing.title")}</h2>} foot={add} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={retry} />}
      <p className="quiet">{t("signing.hint")}</p>
      {rule.data !== undefined && <Rule rule={rule.data} />}
      {keys.data?.items.length === 0 && <Empty title={t("signing.empty")} hint={t("signing.emptyHint")} />}
      <ul className="open-list" aria-label={t("signing.title")}>
        {keys.data?.items.map((one) => (
          <KeyLine key={one.id} one={one} />
        ))}
      </ul>
      {adding && <SigningKeyForm onClose={() => setAdding(false)} />}
    </SidePanel>
  );
}

function Rule({ rule }: { rule: SigningRule }) {
  const { t } = useTranslation();
  const change = useRequireSignatures();
  const told = useTold(t(rule.required ? "signing.nowOptional" : "signing.nowRequired"));
  return (
    <section className="section">
      {change.error !== null && <Trouble error={change.error} />}
      <label className="signing-rule">
        <Switch checked={rule.required} loading={change.isPending} onChange={(required) => change.mutate({ rule, required }, { onSuccess: told.onSuccess })} />
        <span>
          {t("signing.required")}
          {rule.required_since !== null && (
            <span className="quiet">
              {" "}
              · {t("signing.since")} <At at={rule.required_since} />
            </span>
          )}
        </span>
      </label>
    </section>
  );
}

function KeyLine({ one }: { one: SigningKey }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  return (
    <li className="signing-key">
      <div>
        <div className="clip">
          <span className="strong">{one.name}</span>
        </div>
        <code className="quiet signing-print" title={t("signing.fingerprint")}>
          {one.fingerprint}
        </code>
        <div className="quiet">
          {t("signing.registered")} <At at={one.created_at} />
          {one.retired_at !== null && (
            <>
              {" · "}
              {t("signing.retired")} <At at={one.retired_at} /> · {one.retired_reason}
            </>
          )}
        </div>
        {asked && one.retired_at === null && <Retirement one={one} onClose={() => setAsked(false)} />}
      </div>
      {one.retired_at === null && !asked && (
        <Button size="small" onClick={() => setAsked(true)}>
          {t("signing.retire")}
        </Button>
      )}
    </li>
  );
}

function Retirement({ one, onClose }: { one: SigningKey; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ reason: string }>();
  const retire = useRetireKey(one.id);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={({ reason }) => retire.mutate(reason, { onError })}>
      {trouble}
      <Form.Item name="reason" label={t("signing.reason")} extra={t("signing.retireHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
      <div className="actions">
        <Button danger htmlType="submit" loading={retire.isPending}>
          {t("signing.retire")}
        </Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
      </div>
    </Form>
  );
}
