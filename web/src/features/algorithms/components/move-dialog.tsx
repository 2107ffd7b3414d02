/** Letting an alias mean another version, and why. */
import { App, Form, Input, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail, Alias } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useMoveAlias } from "@/features/algorithms/api/algorithms";

const FIELDS = ["version_id", "reason"] as const;
type Values = { version_id: string; reason: string };

/** `to`: the version it shall most likely mean. */
export function MoveDialog({ algorithm, alias, to, onClose }: { algorithm: AlgorithmDetail; alias: Alias; to?: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const move = useMoveAlias(algorithm.id, alias);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const name = t(`algorithms.alias.${alias.name}`);
  const chosen = Form.useWatch<string | undefined>("version_id", form);
  const others = algorithm.versions.filter(({ id, state }) => state === "published" && id !== alias.version_id);
  const submit = (values: Values) =>
    move.mutate(values, {
      onSuccess: ({ version }) => {
        void message.success(t("algorithms.aliasMoved", { alias: name, version }));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      width={480}
      title={t("algorithms.aliasMoveTo", { alias: name })}
      okText={t("algorithms.aliasMove")}
      cancelText={t("common.cancel")}
      okButtonProps={{ disabled: others.length === 0 }}
      confirmLoading={move.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField(to === undefined ? "version_id" : "reason")}
    >
      {trouble}
      <p className="quiet form-intro">{others.length === 0 ? t("algorithms.aliasNoOther") : t("algorithms.aliasesHint")}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ version_id: to }} onFinish={submit}>
        <Form.Item name="version_id" label={t("subscriptions.form.meant")} extra={others.find(({ id }) => id === chosen)?.remote ? t("leaves.moveHint") : undefined} rules={[{ required: true, message: t("common.required") }]}>
          <Select options={others.map(({ id, version, remote }) => ({ value: id, label: remote === null ? version : `${version} · ${t("leaves.tag")}` }))} />
        </Form.Item>
        <Form.Item name="reason" label={t("algorithms.reason")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
