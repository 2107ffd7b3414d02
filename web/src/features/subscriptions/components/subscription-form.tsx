/** Subscribing a camera to an algorithm, or changing how. */
import { App, Form, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Algorithm, Subscription, SubscriptionNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useCameraChoices, useChangeSubscription, useGoods, useSubscribe } from "@/features/subscriptions/api/subscriptions";
import { useText } from "@/lib/text";
import { useUnsaved } from "@/lib/unsaved";

type Values = { camera_id: string; algorithm_id: string; interval_s: number | null; thresholds?: Record<string, number | null> };
type Props = { subscription?: Subscription; camera?: string | undefined; algorithm?: string | undefined; onClose: () => void };
const FIELDS = ["camera_id", "algorithm_id", "interval_s", "thresholds"] as const;

export function SubscriptionForm({ subscription, camera, algorithm, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const leave = useUnsaved(() => form.isFieldsTouched());
  const subscribe = useSubscribe();
  const change = useChangeSubscription();
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const goods = useGoods();
  const chosen = Form.useWatch("algorithm_id", form) as string | undefined;
  const found = goods.find(({ id }) => id === (subscription?.algorithm.id ?? chosen ?? algorithm));
  const fresh = subscription === undefined;
  const settle = {
    onSuccess: () => {
      void message.success(fresh ? t("subscriptions.added") : t("subscriptions.saved"));
      onClose();
    },
    onError,
  };
  const submit = ({ camera_id, algorithm_id, interval_s, thresholds = {} }: Values) => {
    // What was read types a point as number[]; it is sent back as it came.
    const rule = { ...subscription?.rule, thresholds: given(thresholds) } as NonNullable<SubscriptionNew["rule"]>;
    if (fresh) subscribe.mutate({ camera_id, algorithm_id, interval_s, rule }, settle);
    else change.mutate({ row: subscription, change: { interval_s, rule } }, settle);
  };
  return (
    <Modal
      open
      title={fresh ? t("subscriptions.add") : t("subscriptions.edit")}
      okText={fresh ? t("subscriptions.add") : t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={subscribe.isPending || change.isPending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField(fresh ? "camera_id" : "interval_s")}
    >
      {trouble}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          fresh
            ? { camera_id: camera, algorithm_id: algorithm }
            : { interval_s: subscription.interval_s, thresholds: subscription.rule.thresholds }
        }
        onFinish={submit}
      >
        {fresh && <Choices goods={goods} camera={camera} />}
        <Form.Item
          name="interval_s"
          label={t("subscriptions.form.interval")}
          extra={found?.interval_s ? t("subscriptions.form.intervalHint", { value: found.interval_s }) : t("subscriptions.form.intervalPlain")}
        >
          <InputNumber className="wide" min={0.2} max={86_400} placeholder={String(found?.interval_s ?? "")} />
        </Form.Item>
        <Thresholds algorithm={found} />
      </Form>
    </Modal>
  );
}

function Choices({ goods, camera }: { goods: readonly Algorithm[]; camera: string | undefined }) {
  const { t } = useTranslation();
  const text = useText();
  const [search, setSearch] = useState("");
  const cameras = useCameraChoices(search, camera);
  const required = { required: true, message: t("common.required") };
  return (
    <>
      <Form.Item name="camera_id" label={t("subscriptions.form.camera")} rules={[required]}>
        <Select
          showSearch={{ filterOption: false, onSearch: setSearch }}
          options={cameras.map((each) => ({ value: each.id, label: `${text(each, "name")} · ${each.place}` }))}
        />
      </Form.Item>
      <Form.Item name="algorithm_id" label={t("subscriptions.form.algorithm")} rules={[required]}>
        <Select options={goods.map((each) => ({ value: each.id, label: text(each, "title"), disabled: each.stable === null }))} />
      </Form.Item>
    </>
  );
}

function Thresholds({ algorithm }: { algorithm: Algorithm | undefined }) {
  const { t } = useTranslation();
  const text = useText();
  return algorithm?.events.map((event) => (
    <Form.Item
      key={event.event_type}
      name={["thresholds", event.event_type]}
      label={t("subscriptions.form.threshold", { title: text(event, "title") })}
      extra={t("subscriptions.form.thresholdHint", { value: event.threshold })}
    >
      <InputNumber className="wide" min={0} max={1} step={0.05} placeholder={String(event.threshold)} />
    </Form.Item>
  ));
}

/** Only the thresholds that were given. */
function given(thresholds: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(Object.entries(thresholds).flatMap(([name, value]) => (typeof value === "number" ? [[name, value]] : [])));
}
