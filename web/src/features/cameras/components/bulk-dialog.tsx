/** Which tag, or which group: those there are already are offered. */
import { AutoComplete, Form, Modal } from "antd";
import { useTranslation } from "react-i18next";
import { type Act, useValues } from "@/features/cameras/api/overview";

type Props = { asking: "tag" | "untag" | "group"; busy: boolean; onAct: (act: Act) => void; onClose: () => void };

export function BulkDialog({ asking, busy, onAct, onClose }: Props) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ value?: string }>();
  const values = useValues();
  const offered = asking === "group" ? values?.groups : values?.tags;
  const submit = ({ value = "" }: { value?: string }) => onAct(asking === "group" ? { act: asking, group: value.trim() } : { act: asking, tag: value.trim() });
  const rule = asking === "group" ? { max: 200, message: t("cameraBulk.groupLong") } : { required: true, pattern: /^[^,;，；、]{1,40}$/, message: t("cameraBulk.tagRule") };
  return (
    <Modal
      open
      title={t(`cameraBulk.${asking}`)}
      okText={t(`cameraBulk.${asking}`)}
      cancelText={t("common.cancel")}
      confirmLoading={busy}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("value")}
    >
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="value" label={t(asking === "group" ? "cameraCatalogue.group" : "cameraCatalogue.tag")} extra={asking === "group" ? t("cameraBulk.groupHint") : undefined} rules={[rule]}>
          <AutoComplete
            showSearch={{ filterOption: (typed, option) => option?.value.includes(typed.trim()) === true }}
            options={offered?.map(({ value }) => ({ value })) ?? []}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
