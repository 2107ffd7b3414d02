/** With whom the chosen cameras shall be shared: any organization of the tree. */
import { Form, Modal, Progress, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Outcome, shareAll, useReceivers } from "@/features/cameras/api/overview";
import { type Terms, TERMS } from "@/features/cameras/api/shares";
import { useText } from "@/lib/text";

type Props = { ids: readonly string[]; onDone: (outcome: Outcome) => void; onClose: () => void };

export function ShareDialog({ ids, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const [form] = Form.useForm<{ organization: string; terms: Terms }>();
  const [q, setQ] = useState("");
  const [done, setDone] = useState<number>();
  const { receivers, pending } = useReceivers(q);
  const submit = ({ organization, terms }: { organization: string; terms: Terms }) => {
    setDone(0);
    void shareAll(ids, { organization_id: organization, terms }, setDone).then(onDone);
  };
  return (
    <Modal
      open
      title={t("cameraBulk.shareTitle", { value: ids.length })}
      okText={t("cameraBulk.share")}
      cancelText={t("common.cancel")}
      confirmLoading={done !== undefined}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={() => form.focusField("organization")}
    >
      <p className="quiet form-intro">{t("cameraBulk.shareHint")}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="organization" label={t("cameraBulk.receiver")} rules={[{ required: true, message: t("common.required") }]}>
          <Select
            showSearch={{ filterOption: false, onSearch: setQ }}
            loading={pending}
            options={receivers.map((each) => ({ value: each.id, label: `${text(each, "name")} · ${t(`organizations.kind.${each.kind}`)}` }))}
          />
        </Form.Item>
        <Form.Item name="terms" label={t("cameraBulk.terms")} initialValue={TERMS[0]}>
          <Radio.Group className="share-terms">
            {TERMS.map((each) => (
              <Radio key={each} value={each}>
                {t(`cameras.shares.terms.${each}`)}
                <span className="quiet">{t(`cameras.shares.hint.${each}`)}</span>
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
      </Form>
      {done !== undefined && <Progress percent={Math.floor((100 * done) / ids.length)} size="small" status="normal" />}
    </Modal>
  );
}
