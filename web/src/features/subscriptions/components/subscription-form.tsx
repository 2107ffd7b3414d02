/** Changing how a camera is subscribed to an algorithm. */
import { App, Form, InputNumber, Modal, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Algorithm, Subscription, SubscriptionChange } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { meantBy } from "@/features/subscriptions/api/draft";
import { useChangeSubscription, useGoods } from "@/features/subscriptions/api/subscriptions";
import { useMeanings } from "@/features/subscriptions/components/meanings";
import { useText } from "@/lib/text";
import { useUnsaved } from "@/lib/unsaved";

type Values = { meant: string; interval_s: number | null; thresholds?: Record<string, number | null> };
type Props = { subscription: Subscription; onClose: () => void };
const FIELDS = ["meant", "interval_s", "thresholds"] as const;

export function SubscriptionForm({ subscription, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const leave = useUnsaved(() => form.isFieldsTouched());
  const change = useChangeSubscription();
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const found = useGoods().find(({ id }) => id === subscription.algorithm.id);
  const onSuccess = () => {
    void message.success(t("subscriptions.saved"));
    onClose();
  };
  const submit = ({ meant, interval_s, thresholds = {} }: Values) => {
    // What was read types a point as number[]; it is sent back as it came.
    const rule = { ...subscription.rule, thresholds: given(thresholds) } as NonNullable<SubscriptionChange["rule"]>;
    change.mutate({ row: subscription, change: { interval_s, rule, ...(meant !== meantOf(subscription) && meantBy(meant)) } }, { onSuccess, onError });
  };
  return (
    <Modal
      open
      title={t("subscriptions.edit")}
      okText={t("common.save")}
      cancelText={t("common.cancel")}
      confirmLoading={change.isPending}
      onOk={form.submit}
      onCancel={() => leave(onClose)}
      afterOpenChange={() => form.focusField("interval_s")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ meant: meantOf(subscription), interval_s: subscription.interval_s, thresholds: subscription.rule.thresholds }} onFinish={submit}>
        <Meant now={subscription} />
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

/** Which version: an alias to follow, or one to be pinned to. */
function Meant({ now }: { now: Subscription }) {
  const { t } = useTranslation();
  return (
    <Form.Item name="meant" label={t("subscriptions.form.meant")} extra={t("subscriptions.form.meantHint")}>
      <Select options={useMeanings(now.algorithm.id, now)} />
    </Form.Item>
  );
}

/** What a subscription runs, as the form says it: the name of an alias, or the id of a version. */
function meantOf({ alias, version_id }: Subscription): string {
  return version_id ?? alias;
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
