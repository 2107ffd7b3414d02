/** Making a token: for what, for how long; it is shown once. */
import { Form, Input, InputNumber, Modal, Radio } from "antd";
import { useTranslation } from "react-i18next";
import { useFormTrouble } from "@/components/form-trouble";
import { ShownOnce } from "@/components/shown-once";
import { ALL } from "@/features/account/api/scopes";
import { ScopeSelect } from "@/features/account/components/scope-select";
import { useMe } from "@/lib/me";
import { useMakeToken } from "@/lib/open-doors";

const FIELDS = ["name", "days", "scopes"] as const;
const FIELD_OF = { token_lasts: "days", token_too_wide: "scopes" };
const USUAL_DAYS = 90;
type Values = { name: string; days: number; reach: "all" | "some"; scopes?: string[] };

export function TokenForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { settings } = useMe();
  const [form] = Form.useForm<Values>();
  const make = useMakeToken();
  const { trouble, onError } = useFormTrouble(form, FIELDS, FIELD_OF);
  const some = Form.useWatch("reach", form) === "some";
  const required = { required: true, message: t("common.required") };
  const longest = settings.token_max_days;
  const submit = ({ name, days, reach, scopes = [] }: Values) => make.mutate({ name, days, scopes: reach === "all" ? [ALL] : scopes }, { onError });
  if (make.data !== undefined) {
    return <ShownOnce title={t("account.tokens.made", { name: make.data.name })} hint={t("account.tokens.once")} secret={make.data.token} onClose={onClose} />;
  }
  return (
    <Modal
      open
      width={880}
      title={t("account.tokens.add")}
      okText={t("account.tokens.add")}
      cancelText={t("common.cancel")}
      confirmLoading={make.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ days: Math.min(USUAL_DAYS, longest), reach: "some" }} onFinish={submit}>
        <div className="form-row">
          <Form.Item name="name" label={t("account.tokens.name")} extra={t("account.tokens.nameHint")} rules={[{ ...required, whitespace: true }]}>
            <Input autoComplete="off" maxLength={100} />
          </Form.Item>
          <Form.Item name="days" label={t("account.tokens.days")} extra={t("account.tokens.daysHint", { days: longest })} rules={[required]}>
            <InputNumber className="wide" min={1} max={longest} precision={0} />
          </Form.Item>
        </div>
        <Form.Item name="reach" label={t("account.tokens.scopes")}>
          <Radio.Group
            options={[
              { value: "some", label: t("account.tokens.some") },
              { value: "all", label: t("account.tokens.all") },
            ]}
          />
        </Form.Item>
        {some && (
          <Form.Item name="scopes" rules={[{ ...required, type: "array", min: 1, message: t("account.tokens.none") }]}>
            <ScopeSelect />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
