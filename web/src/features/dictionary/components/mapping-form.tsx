/** Saying which matter an event type is, and how far its incidents reach. */
import { App, AutoComplete, Form, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { MatterMapping, MatterMappingNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useMatterSearch, useSetMapping } from "@/features/dictionary/api/dictionary";
import { useEventTypes } from "@/lib/events";
import { useText } from "@/lib/text";

const FIELDS = ["event_type", "matter_id", "together_m", "together_s"] as const;
type Props = { organizationId: string; row?: MatterMapping; defaults: MatterMapping | undefined; onClose: () => void };

export function MappingForm({ organizationId, row, defaults, onClose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const { message } = App.useApp();
  const [form] = Form.useForm<MatterMappingNew>();
  const [sought, setSought] = useState("");
  const { data } = useMatterSearch(organizationId, sought);
  const types = useEventTypes();
  const set = useSetMapping(organizationId);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const ifEmpty = (value: number | undefined) => (value === undefined ? t("dictionary.ifEmptyUsual") : t("dictionary.ifEmpty", { value }));
  const required = { required: true, message: t("common.required") };
  const found = data?.items ?? [];
  const offered = row === undefined || found.some(({ id }) => id === row.matter.id) ? found : [row.matter, ...found];
  const submit = (values: MatterMappingNew) =>
    set.mutate(values, {
      onSuccess: () => {
        void message.success(t("common.saved"));
        onClose();
      },
      onError,
    });
  return (
    <Modal
      open
      title={row === undefined ? t("dictionary.addMapping") : row.event_type}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={set.isPending}
      onOk={form.submit}
      onCancel={onClose}
    >
      {trouble}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={row && { event_type: row.event_type, matter_id: row.matter.id, together_m: row.together_m, together_s: row.together_s }}
        onFinish={submit}
      >
        <Form.Item
          name="event_type"
          label={t("dictionary.eventType")}
          extra={t("dictionary.eventTypeHint")}
          rules={[required, { pattern: /^[a-z0-9_]+(\.[a-z0-9_]+)*$/, message: t("dictionary.eventTypeHint") }]}
        >
          <AutoComplete
            disabled={row !== undefined}
            options={types.map((type) => ({ value: type.event_type, label: `${type.event_type} · ${text(type, "title")}` }))}
            showSearch={{ filterOption: (typed, option) => option !== undefined && option.label.includes(typed) }}
          />
        </Form.Item>
        <Form.Item name="matter_id" label={t("dictionary.what")} rules={[required]}>
          <Select
            showSearch={{ filterOption: false, onSearch: setSought }}
            options={offered.map((matter) => ({ value: matter.id, label: `${matter.code} ${text(matter, "name")}` }))}
          />
        </Form.Item>
        <div className="form-row">
          <Form.Item name="together_m" label={t("dictionary.togetherM")} extra={ifEmpty(defaults?.together_m_default)}>
            <InputNumber min={0} max={100_000} className="wide" />
          </Form.Item>
          <Form.Item name="together_s" label={t("dictionary.togetherS")} extra={ifEmpty(defaults?.together_s_default)}>
            <InputNumber min={0} max={2_592_000} className="wide" />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  );
}
