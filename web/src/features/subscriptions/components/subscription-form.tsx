/** Subscribing a camera to an algorithm, or changing how. */
import { App, Form, InputNumber, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Algorithm, Subscription, SubscriptionNew } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useCameraChoices, useChangeSubscription, useGoods, useSubscribe, useVersions } from "@/features/subscriptions/api/subscriptions";
import { useText } from "@/lib/text";
import { useUnsaved } from "@/lib/unsaved";

type Values = { camera_id: string; algorithm_id: string; meant: string; interval_s: number | null; thresholds?: Record<string, number | null> };
type Props = { subscription?: Subscription; camera?: string | undefined; algorithm?: string | undefined; onClose: () => void };
const FIELDS = ["camera_id", "algorithm_id", "meant", "interval_s", "thresholds"] as const;

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
  const submit = ({ camera_id, algorithm_id, meant, interval_s, thresholds = {} }: Values) => {
    // What was read types a point as number[]; it is sent back as it came.
    const rule = { ...subscription?.rule, thresholds: given(thresholds) } as NonNullable<SubscriptionNew["rule"]>;
    if (fresh) subscribe.mutate({ camera_id, algorithm_id, interval_s, rule, ...askedFor(meant) }, settle);
    else change.mutate({ row: subscription, change: { interval_s, rule, ...(meant !== meantBy(subscription) && askedFor(meant)) } }, settle);
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
            ? { camera_id: camera, algorithm_id: algorithm, meant: "stable" }
            : { meant: meantBy(subscription), interval_s: subscription.interval_s, thresholds: subscription.rule.thresholds }
        }
        onFinish={submit}
      >
        {fresh && <Choices goods={goods} camera={camera} onAlgorithm={() => form.setFieldValue("meant", "stable")} />}
        <Meant algorithm={found?.id} now={subscription} />
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

function Choices({ goods, camera, onAlgorithm }: { goods: readonly Algorithm[]; camera: string | undefined; onAlgorithm: () => void }) {
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
        <Select onChange={onAlgorithm} options={goods.map((each) => ({ value: each.id, label: text(each, "title"), disabled: each.stable === null }))} />
      </Form.Item>
    </>
  );
}

/** Which version: an alias to follow, or one to be pinned to. */
function Meant({ algorithm, now }: { algorithm: string | undefined; now: Subscription | undefined }) {
  const { t } = useTranslation();
  const found = useVersions(algorithm);
  const follow = (["stable", "trial"] as const).flatMap((name) => {
    const means = found?.aliases.find((alias) => alias.name === name)?.version ?? null;
    if (means === null && name !== "stable" && name !== now?.alias) return [];
    return [{ value: name, label: t("subscriptions.form.follow", { alias: t(`algorithms.alias.${name}`), version: means ?? "–" }) }];
  });
  const served = found?.versions.filter(({ id, state }) => state === "published" || state === "deprecated" || id === now?.version_id) ?? [];
  const pins = served.map(({ id, version, state }) => ({
    value: id,
    label: `${t("subscriptions.form.pin", { version })}${state === "published" ? "" : ` · ${t(`algorithms.state.${state as "deprecated"}`)}`}`,
  }));
  return (
    <Form.Item name="meant" label={t("subscriptions.form.meant")} extra={t("subscriptions.form.meantHint")}>
      <Select options={[...follow, ...pins]} />
    </Form.Item>
  );
}

/** What a subscription runs, as the form says it: the name of an alias, or the id of a version. */
function meantBy({ alias, version_id }: Subscription): string {
  return version_id ?? alias;
}

function askedFor(meant: string): { alias: "stable" | "trial" } | { version_id: string } {
  return meant === "stable" || meant === "trial" ? { alias: meant } : { version_id: meant };
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
