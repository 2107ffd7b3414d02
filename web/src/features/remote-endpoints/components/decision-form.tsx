/** Letting an endpoint in or refusing it, with a reason: what is decided can be decided the other way. */
import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import { App, Button, Form, Input } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RemoteEndpoint } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useDecide } from "@/features/remote-endpoints/api/endpoints";
import { useShortcuts } from "@/lib/keyboard";

type Choice = "approve" | "refuse";
const OPEN = { waiting: ["approve", "refuse"], approved: ["refuse"], refused: ["approve"] } as const;

export function DecisionForm({ one }: { one: RemoteEndpoint }) {
  const { t } = useTranslation();
  const [choice, setChoice] = useState<Choice | null>(null);
  const open: readonly Choice[] = OPEN[one.state];
  const choose = (next: Choice) => open.includes(next) && setChoice(next);
  useShortcuts({ y: () => choose("approve"), n: () => choose("refuse") }, choice === null);
  if (choice !== null) return <Reasoned one={one} choice={choice} onClose={() => setChoice(null)} />;
  return (
    <div className="actions">
      {open.map((each) => (
        <Button key={each} icon={each === "approve" ? <CheckOutlined /> : <CloseOutlined />} onClick={() => choose(each)}>
          {t(`remote.decide.${each}`)} <kbd>{each === "approve" ? "y" : "n"}</kbd>
        </Button>
      ))}
    </div>
  );
}

function Reasoned({ one, choice, onClose }: { one: RemoteEndpoint; choice: Choice; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const decide = useDecide(one);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  const onSuccess = () => {
    void message.success(t(`remote.decided.${choice}`, { name: one.name }));
    onClose();
  };
  useEffect(() => form.focusField("reason"), [form]);
  useShortcuts({ Escape: onClose });
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={({ reason }) => decide.mutate({ approve: choice === "approve", reason }, { onSuccess, onError })}>
      {trouble}
      <Form.Item name="reason" label={t(`remote.reasonFor.${choice}`)} extra={t(`remote.decideHint.${choice}`)} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
        <Input.TextArea className="grow" rows={2} maxLength={2000} onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && form.submit()} />
      </Form.Item>
      <div className="actions">
        <Button type="primary" danger={choice === "refuse"} htmlType="submit" loading={decide.isPending}>
          {t(`remote.decide.${choice}`)}
        </Button>
        <Button onClick={onClose}>{t("common.cancel")}</Button>
      </div>
    </Form>
  );
}
