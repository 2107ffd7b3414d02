/** Beginning a trial, or letting other cameras take part in it. */
import { App, Form, Input, InputNumber, Modal, Radio, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail, Rollout, RolloutPart } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { useBeginRollout, useChangeRollout, useFollowers } from "@/features/algorithms/api/rollouts";
import { useCan } from "@/lib/me";
import { useText } from "@/lib/text";

type Values = { version_id: string; mode: Rollout["mode"]; by: "share" | "cameras"; percent: number; camera_ids: string[]; reason: string };
const FIELDS = ["version_id", "mode", "percent", "camera_ids", "reason"] as const;
const PERCENT = { first: 10, least: 0.1, most: 50 };
/** Where a version may stand; who may try which in the shadow, the server says. */
const SHADOW = new Set(["published", "approved", "evaluated", "checked"]);

export function RolloutDialog({ algorithm, rollout, onClose }: { algorithm: AlgorithmDetail; rollout?: Rollout; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const begin = useBeginRollout(algorithm.id);
  const { trouble, onError } = useFormTrouble(form, FIELDS, { permille: "percent" });
  const settle = {
    onSuccess: () => {
      void message.success(t("rollouts.begun"));
      onClose();
    },
    onError,
  };
  const change = useChangeRollout();
  const submit = (values: Values) => {
    if (rollout !== undefined) change.mutate({ rollout, part: partOf(values) }, settle);
    else begin.mutate({ ...partOf(values), version_id: values.version_id, mode: values.mode }, settle);
  };
  const title = rollout === undefined ? t("rollouts.begin") : `${t("rollouts.change")} · ${rollout.version.version}`;
  return (
    <Modal
      open
      width={520}
      title={title}
      okText={rollout === undefined ? t("rollouts.begin") : t("rollouts.change")}
      cancelText={t("common.cancel")}
      confirmLoading={begin.isPending || change.isPending}
      onOk={form.submit}
      onCancel={onClose}
      afterOpenChange={(open) => open && form.focusField(rollout === undefined ? "version_id" : "percent")}
    >
      {trouble}
      <Form form={form} layout="vertical" requiredMark={false} initialValues={initial(rollout)} onFinish={submit}>
        {rollout === undefined && <What algorithm={algorithm} />}
        <Who algorithm={algorithm} />
        <Form.Item name="reason" label={t("algorithms.reason")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function What({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Values>();
  const mode = Form.useWatch("mode", form) as Values["mode"] | undefined;
  const stable = algorithm.aliases.find(({ name }) => name === "stable")?.version_id;
  const others = algorithm.versions.filter(({ id }) => id !== stable);
  const fit = others.filter(({ state, remote }) => remote === null && (mode === "canary" ? state === "published" : SHADOW.has(state)));
  const options = fit.map(({ id, version, state }) => ({ value: id, label: `${version} · ${t(`algorithms.state.${state as "published"}`)}` }));
  return (
    <>
      <Form.Item name="mode" label={t("rollouts.how")} extra={t(`rollouts.modeHint.${mode ?? "shadow"}`)}>
        <Radio.Group optionType="button" options={(["shadow", "canary"] as const).map((value) => ({ value, label: t(`rollouts.mode.${value}`) }))} />
      </Form.Item>
      <Form.Item name="version_id" label={t("subscriptions.form.meant")} extra={others.some(({ remote }) => remote !== null) ? t("leaves.notTried") : undefined} rules={[{ required: true, message: t("common.required") }]}>
        <Select options={options} notFoundContent={t("rollouts.noVersion")} />
      </Form.Item>
    </>
  );
}

function Who({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const can = useCan();
  const form = Form.useFormInstance<Values>();
  const by = Form.useWatch("by", form) as Values["by"] | undefined;
  const chooses = can("camera.read") && can("subscription.read");
  return (
    <>
      {chooses && (
        <Form.Item name="by" label={t("rollouts.who")}>
          <Radio.Group optionType="button" options={(["share", "cameras"] as const).map((value) => ({ value, label: t(`rollouts.by.${value}`) }))} />
        </Form.Item>
      )}
      {chooses && by === "cameras" ? (
        <Chosen algorithm={algorithm} />
      ) : (
        <Form.Item name="percent" label={t("rollouts.percent")} extra={t("rollouts.percentHint")} rules={[{ required: true, message: t("common.required") }]}>
          <InputNumber className="wide" min={PERCENT.least} max={PERCENT.most} step={1} precision={1} suffix="%" />
        </Form.Item>
      )}
    </>
  );
}

function Chosen({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const text = useText();
  const cameras = new Map(useFollowers(algorithm.id).map(({ camera }) => [camera.id, text(camera, "name")]));
  return (
    <Form.Item name="camera_ids" label={t("rollouts.by.cameras")} extra={t("rollouts.camerasHint")} rules={[{ required: true, message: t("common.required") }]}>
      <Select mode="multiple" showSearch={{ optionFilterProp: "label" }} options={[...cameras].map(([value, label]) => ({ value, label }))} />
    </Form.Item>
  );
}

function initial(rollout: Rollout | undefined): Partial<Values> {
  const part = rollout?.permille ?? null;
  return { mode: "shadow", by: rollout !== undefined && part === null ? "cameras" : "share", percent: part === null ? PERCENT.first : part / 10 };
}

function partOf({ by, percent, camera_ids, reason }: Values): RolloutPart {
  return by === "cameras" ? { camera_ids, reason } : { permille: Math.round(percent * 10), reason };
}
