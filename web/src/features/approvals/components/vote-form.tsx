/** Yes or no, with a reason: `y` or `n`, the reason, Ctrl+Enter. */
import { CheckOutlined, CloseOutlined } from "@ant-design/icons";
import { App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Approval } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useVote } from "@/features/approvals/api/approvals";
import { useShortcuts } from "@/lib/keyboard";
import { useMe } from "@/lib/me";
import { useText } from "@/lib/text";

type Choice = "approve" | "reject";

export function VoteForm({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const text = useText();
  const { roles } = useMe().user;
  const { message } = App.useApp();
  const [form] = Form.useForm<{ reason: string }>();
  const [choice, setChoice] = useState<Choice | null>(null);
  const vote = useVote(approval);
  const mine = approval.missing_owners.filter(({ yours }) => yours).map((owner) => text(owner, "name"));
  const speaksFor = roles.includes("subscriber") && <p className="quiet">{t("approvals.speaksFor", { names: mine.join(t("subscribe.comma")) })}</p>;
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  const choose = (next: Choice) => {
    setChoice(next);
    requestAnimationFrame(() => form.focusField("reason"));
  };
  useShortcuts({ y: () => choose("approve"), n: () => choose("reject"), Escape: () => setChoice(null) }, choice === null);
  const submit = ({ reason }: { reason: string }) => {
    if (choice === null) return;
    vote.mutate(
      { vote: choice, reason },
      {
        onSuccess: ({ state }) => void message.success(state === "waiting" ? t("approvals.votedWaiting") : t(`approvals.voted.${choice}`)),
        onError,
      },
    );
  };
  if (choice === null) {
    return (
      <>
        {speaksFor}
        <div className="actions">
          <Button icon={<CheckOutlined />} onClick={() => choose("approve")}>
            {t("approvals.vote.approve")} <kbd>y</kbd>
          </Button>
          <Button icon={<CloseOutlined />} onClick={() => choose("reject")}>
            {t("approvals.vote.reject")} <kbd>n</kbd>
          </Button>
        </div>
      </>
    );
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      {trouble}
      {speaksFor}
      <Form.Item
        name="reason"
        label={t(`approvals.reasonFor.${choice}`)}
        extra={t("approvals.reasonHint")}
        rules={[{ required: true, whitespace: true, message: t("approvals.reasonNeeded") }]}
      >
        <Input.TextArea
          className="grow"
          rows={2}
          maxLength={500}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.submit();
            if (event.key === "Escape") {
              event.stopPropagation();
              setChoice(null);
            }
          }}
        />
      </Form.Item>
      <div className="actions">
        <Button type="primary" danger={choice === "reject"} htmlType="submit" loading={vote.isPending}>
          {t(`approvals.send.${choice}`)}
        </Button>
        <Button onClick={() => setChoice(null)}>{t("common.cancel")}</Button>
      </div>
    </Form>
  );
}
