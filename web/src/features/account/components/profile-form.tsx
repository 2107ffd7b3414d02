/** Changing one's own name and language. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Account } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useChangeAccount } from "@/features/account/api/account";
import { speak } from "@/i18n";
import { LANGUAGES } from "@/lib/languages";

type Values = Pick<Account, "name" | "language">;

export function ProfileForm({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const change = useChangeAccount(account);
  const { trouble, onError } = useFormTrouble(form, ["name", "language"]);
  const submit = (values: Values) =>
    change.mutate(values, {
      onSuccess: ({ language }) => {
        if (language !== account.language) void speak(language === "en" ? "en" : "zh-CN");
        void message.success(t("common.saved"));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      title={t("account.profile.edit")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("name")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ name: account.name, language: account.language }} onFinish={submit}>
        <Form.Item name="name" label={t("users.form.name")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item name="language" label={t("users.form.language")} extra={t("account.profile.languageHint")}>
          <Select options={LANGUAGES} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
