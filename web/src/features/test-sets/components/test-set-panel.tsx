/** One test set: what it holds, what was measured on it, and its retirement. */
import { Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TestSet } from "@/api/types";
import { EvaluationList } from "@/components/evaluation-list";
import { useFormTrouble } from "@/components/form-trouble";
import { SidePanel } from "@/components/side-panel";
import { Trouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useRetire, useTestSet } from "@/features/test-sets/api/test-sets";
import { useEventTitles } from "@/lib/event-titles";
import { useCan } from "@/lib/me";

export function TestSetPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { data, error, refetch } = useTestSet(id);
  const foot = data?.retired_at === null && can("test_set.retire") && <Retirement id={id} />;
  const head = data && <h2>{t("testSets.named", { name: data.name, version: data.version })}</h2>;
  return (
    <SidePanel label={t("testSets.title")} medium head={head} foot={foot || undefined} onClose={onClose}>
      {error !== null && <Trouble error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <Facts set={data} />}
      {can("evaluation.read") && (
        <section className="section">
          <h2>{t("evaluations.runs")}</h2>
          <EvaluationList about={{ test_set_id: id }} />
        </section>
      )}
    </SidePanel>
  );
}

function Facts({ set }: { set: TestSet }) {
  const { t } = useTranslation();
  const titleOf = useEventTitles();
  const { counts } = set;
  const scenes = Object.entries(counts.scenes).map(([scene, count]) => `${t(`testSets.scene.${scene as "day"}`)} ${count}`);
  return (
    <>
      {set.retired_at !== null && (
        <p>
          {t("testSets.retired")} <When at={set.retired_at} /> · {set.retired_reason}
        </p>
      )}
      <dl className="facts">
        <dt>{t("testSets.columns.pictures")}</dt>
        <dd>{t("testSets.holds", { pictures: counts.pictures, negatives: counts.negatives, things: counts.things, size: (counts.bytes / 1e6).toFixed(1) })}</dd>
        <dt>{t("testSets.columns.scenes")}</dt>
        <dd>{scenes.join(" · ")}</dd>
        <dt>{t("testSets.columns.hours")}</dt>
        <dd>{set.negative_hours ?? "–"}</dd>
        <dt>{t("testSets.columns.made")}</dt>
        <dd>
          <When at={set.created_at} />
        </dd>
        <dt>SHA-256</dt>
        <dd>
          <code className="quiet">{set.digest}</code>
        </dd>
      </dl>
      <section className="section">
        <h2>{t("testSets.columns.covers")}</h2>
        <ul className="plain-list">
          {Object.entries(set.covers).map(([event, classes]) => (
            <li key={event}>
              {titleOf(event)} <code className="quiet">{event}</code> ← {classes.join(", ")} <span className="quiet">{t("testSets.shows", { count: counts.events[event] ?? 0 })}</span>
            </li>
          ))}
        </ul>
        <p className="quiet">{t("testSets.secret")}</p>
      </section>
    </>
  );
}

function Retirement({ id }: { id: string }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ reason: string }>();
  const [asked, setAsked] = useState(false);
  const retire = useRetire(id);
  const { trouble, onError } = useFormTrouble(form, ["reason"]);
  if (!asked) return <Button onClick={() => setAsked(true)}>{t("testSets.retire")}</Button>;
  return (
    <Form form={form} layout="vertical" requiredMark={false} className="grow" onFinish={({ reason }) => retire.mutate(reason, { onError })}>
      {trouble}
      <Form.Item name="reason" label={t("testSets.reason")} extra={t("testSets.reasonHint")} rules={[{ required: true, whitespace: true, message: t("common.required") }]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <div className="actions">
        <Button danger htmlType="submit" loading={retire.isPending}>
          {t("testSets.retire")}
        </Button>
        <Button onClick={() => setAsked(false)}>{t("common.cancel")}</Button>
      </div>
    </Form>
  );
}
