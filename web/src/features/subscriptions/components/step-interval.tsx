/** How often it looks, and in which hours. */
import { Form, InputNumber, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { Algorithm } from "@/api/types";
import { ScheduleField } from "@/components/schedule-field";
import type { Draft } from "@/features/subscriptions/api/draft";
import { atMost } from "@/features/subscriptions/api/picked";

type Props = { draft: Draft; algorithm: Algorithm; onChange: (changes: Partial<Draft>) => void };
const BY_DAY = [{ days: [], begin: "06:00", end: "20:00" }];

export function StepInterval({ draft, algorithm, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const usual = algorithm.interval_s ?? 5;
  const looks = (60 / (draft.interval_s ?? usual)) * atMost(draft.picked);
  const figure = (value: number) => value.toLocaleString(i18n.language, { maximumFractionDigits: 1 });
  return (
    <div className="subscribe-body">
      <Form layout="vertical" component="div" className="subscribe-form">
        <Form.Item label={t("subscriptions.form.interval")} extra={t("subscriptions.form.intervalHint", { value: usual })}>
          <InputNumber aria-label={t("subscriptions.form.interval")} min={0.2} max={86_400} placeholder={String(usual)} value={draft.interval_s} onChange={(interval_s) => onChange({ interval_s })} />
          <span className="quiet subscribe-beside" role="status">
            {t("subscribe.looks", { shown: figure(looks) })}
          </span>
        </Form.Item>
        <Form.Item label={t("subscribe.hours")} extra={t("subscribe.hoursHint")}>
          <Radio.Group
            value={draft.windows !== null}
            options={[
              { value: false, label: t("subscribe.usualHours") },
              { value: true, label: t("subscribe.ownHours") },
            ]}
            onChange={({ target }) => onChange({ windows: target.value === true ? BY_DAY : null })}
          />
        </Form.Item>
        {draft.windows !== null && <ScheduleField windows={draft.windows} edits onChange={(windows) => onChange({ windows })} />}
      </Form>
    </div>
  );
}
