/** Which versions the aliases mean, which they meant before, and moving them. */
import { SwapOutlined } from "@ant-design/icons";
import { App, Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AlgorithmDetail, Alias } from "@/api/types";
import { useFormTrouble } from "@/components/form-trouble";
import { When } from "@/components/when";
import { useMoveAlias } from "@/features/algorithms/api/algorithms";
import { useWords } from "@/lib/text";

const FIELDS = ["version_id", "reason"] as const;
type Values = { version_id: string; reason: string };

export function AliasSection({ algorithm }: { algorithm: AlgorithmDetail }) {
  const { t } = useTranslation();
  const [moving, setMoving] = useState<Alias>();
  return (
    <section className="section">
      <h2>{t("algorithms.aliases")}</h2>
      {algorithm.may_move && <p className="quiet">{t("algorithms.aliasesHint")}</p>}
      <ul className="plain-list">
        {algorithm.aliases.map((alias) => (
          <li key={alias.name} className="algorithm-alias">
            <span className="strong">{t(`algorithms.alias.${alias.name}`)}</span>
            {alias.version === null ? <span className="quiet">{t("algorithms.aliasUnset")}</span> : <span>{alias.version}</span>}
            {algorithm.may_move && (
              <Button size="small" icon={<SwapOutlined />} aria-label={t("algorithms.aliasMoveTo", { alias: t(`algorithms.alias.${alias.name}`) })} onClick={() => setMoving(alias)}>
                {t("algorithms.aliasMove")}
              </Button>
            )}
            {alias.moves.length > 0 && <Moves alias={alias} />}
          </li>
        ))}
      </ul>
      {moving !== undefined && <MoveDialog algorithm={algorithm} alias={moving} onClose={() => setMoving(undefined)} />}
    </section>
  );
}

function Moves({ alias: { moves } }: { alias: Alias }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <details className="algorithm-wide">
      <summary>{t("algorithms.aliasMoves", { count: moves.length })}</summary>
      <ol className="algorithm-steps">
        {moves.map((move) => (
          <li key={move.at}>
            <span className="strong">{t("algorithms.movedTo", { from: move.from_version ?? "–", to: move.to_version ?? "–" })}</span>
            <When at={move.at} />
            <span className="quiet algorithm-wide">
              {move.by ?? t("algorithms.product")} · {words(move.reason as { zh: string; en: string })}
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}

function MoveDialog({ algorithm, alias, onClose }: { algorithm: AlgorithmDetail; alias: Alias; onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const move = useMoveAlias(algorithm.id, alias);
  const { trouble, onError } = useFormTrouble(form, FIELDS);
  const name = t(`algorithms.alias.${alias.name}`);
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
      afterOpenChange={(open) => open && form.focusField("version_id")}
    >
      {trouble}
      <p className="quiet form-intro">{others.length === 0 ? t("algorithms.aliasNoOther") : t("algorithms.aliasesHint")}</p>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="version_id" label={t("subscriptions.form.meant")} rules={[{ required: true, message: t("common.required") }]}>
          <Select options={others.map(({ id, version }) => ({ value: id, label: version }))} />
        </Form.Item>
        <Form.Item name="reason" label={t("algorithms.reason")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
          <Input.TextArea className="grow" rows={2} maxLength={2000} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
