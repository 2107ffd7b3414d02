/** The six digits of a one-time code: typed, Enter, done. */
import { Button, Form, Input, type InputRef } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import "@/components/enrol.css";
import { useFormTrouble } from "@/components/form-trouble";
import { useGiveCode } from "@/lib/own-account";

const FIELD_OF = { totp_wrong: "code" };

export function CodeForm({ submit, onDone }: { submit: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const field = useRef<InputRef>(null);
  const give = useGiveCode();
  const { trouble, onError } = useFormTrouble(form, ["code"], FIELD_OF);
  const send = ({ code }: { code: string }) =>
    // A promise, as the answer may take this form away before its callbacks are called.
    give.mutateAsync(code).then(onDone, (error: unknown) => {
      onError(error);
      field.current?.focus({ cursor: "all" });
    });
  return (
    <Form form={form} layout="vertical" requiredMark={false} validateTrigger="onSubmit" onFinish={send}>
      {trouble}
      <Form.Item name="code" label={t("code.label")} rules={[{ required: true, pattern: /^(\s*\d){6}\s*$/, message: t("code.digits") }]}>
        {/* The only thing to do here is to type the code. */}
        {/* eslint-disable-next-line jsx-a11y/no-autofocus */}
        <Input ref={field} autoFocus className="code-field" size="large" inputMode="numeric" autoComplete="one-time-code" spellCheck={false} maxLength={10} />
      </Form.Item>
      <Button type="primary" htmlType="submit" size="large" block loading={give.isPending}>
        {submit}
      </Button>
    </Form>
  );
}
