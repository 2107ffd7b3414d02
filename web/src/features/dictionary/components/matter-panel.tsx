/** One matter: its limits, its emergency code, whether it is offered; an extension's names as well. */
import { App, Button, Form, Input, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Matter } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { SidePanel } from "@/components/side-panel";
import { useChangeMatter } from "@/features/dictionary/api/dictionary";
import { fieldsOf, LimitFields, limitsOf, type LimitValues } from "@/features/dictionary/components/limit-fields";
import { useText } from "@/lib/text";

const FIELDS = ["name_zh", "name_en", "emergency_code", "limits", "enabled"] as const;
type Values = { name_zh: string; name_en: string; emergency_code: string; enabled: boolean; limits: LimitValues };
type Props = { organizationId: string; row: Matter; edits: boolean; onClose: () => void };

export function MatterPanel({ organizationId, row, edits, onClose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const change = useChangeMatter(organizationId, row);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const submit = ({ name_zh, name_en, emergency_code, enabled, limits }: Values) =>
    change.mutate(
      { emergency_code: emergency_code.trim() || null, enabled, limits: limitsOf(limits), ...(row.local && { name_zh, name_en }) },
      { onSuccess: () => void message.success(t("common.saved")), onError },
    );
  const foot = edits ? (
    <div className="actions">
      <Button type="primary" loading={change.isPending} onClick={form.submit}>
        {t("common.save")}
      </Button>
    </div>
  ) : undefined;
  return (
    <SidePanel label={t("dictionary.what")} head={<h2 className="clip">{`${row.code} ${text(row, "name")}`}</h2>} foot={foot} onClose={onClose}>
      {trouble}
      <p className="quiet">
        {row.standard_ref} · {text(row, "class")}
      </p>
      {row.examples && <p className="quiet">{t("dictionary.exampleHint")}</p>}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={!edits}
        initialValues={{ name_zh: row.name_zh, name_en: row.name_en, emergency_code: row.emergency_code ?? "", enabled: row.enabled, limits: fieldsOf(row.limits) }}
        onFinish={submit}
      >
        {row.local && (
          <>
            <Form.Item name="name_zh" label={t("organizations.form.nameZh")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
              <Input autoComplete="off" />
            </Form.Item>
            <Form.Item name="name_en" label={t("organizations.form.nameEn")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
              <Input autoComplete="off" />
            </Form.Item>
          </>
        )}
        <LimitFields />
        <Form.Item name="emergency_code" label={t("cases.emergency")} rules={[{ pattern: /^([0-9A-Z]{5})?$/, message: t("dictionary.emergencyHint") }]}>
          <Input autoComplete="off" maxLength={5} />
        </Form.Item>
        <Form.Item name="enabled" label={t("dictionary.enabled")} valuePropName="checked">
          <Switch />
        </Form.Item>
      </Form>
    </SidePanel>
  );
}
