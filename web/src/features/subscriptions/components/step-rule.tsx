/** Where in the picture it looks, and how sure it must be. */
import { Form, InputNumber, Radio, Slider } from "antd";
import { useTranslation } from "react-i18next";
import type { Algorithm } from "@/api/types";
import { type Area, type Draft, WHOLE } from "@/features/subscriptions/api/draft";
import { useText } from "@/lib/text";

type Props = { draft: Draft; algorithm: Algorithm; onChange: (changes: Partial<Draft>) => void };
const LOWER: Area = { ...WHOLE, top: 40 };

export function StepRule({ draft, algorithm, onChange }: Props) {
  const { t } = useTranslation();
  const text = useText();
  const threshold = (event_type: string, value: number | null) => {
    const others = Object.fromEntries(Object.entries(draft.thresholds).filter(([each]) => each !== event_type));
    onChange({ thresholds: value === null ? others : { ...others, [event_type]: value } });
  };
  return (
    <div className="subscribe-body">
      <Form layout="vertical" component="div" className="subscribe-form">
        {algorithm.events.map((event) => (
          <Form.Item key={event.event_type} label={t("subscriptions.form.threshold", { title: text(event, "title") })} extra={t("subscriptions.form.thresholdHint", { value: event.threshold })}>
            <InputNumber
              aria-label={t("subscriptions.form.threshold", { title: text(event, "title") })}
              min={0}
              max={1}
              step={0.05}
              placeholder={String(event.threshold)}
              value={draft.thresholds[event.event_type] ?? null}
              onChange={(value) => threshold(event.event_type, value)}
            />
          </Form.Item>
        ))}
        <Form.Item label={t("subscribe.where")} extra={t("subscribe.whereHint")}>
          <Radio.Group
            value={draft.area !== null}
            options={[
              { value: false, label: t("subscribe.wholePicture") },
              { value: true, label: t("subscribe.partOfPicture") },
            ]}
            onChange={({ target }) => onChange({ area: target.value === true ? LOWER : null })}
          />
        </Form.Item>
        {draft.area !== null && <AreaField area={draft.area} onChange={(area) => onChange({ area })} />}
      </Form>
    </div>
  );
}

function AreaField({ area, onChange }: { area: Area; onChange: (area: Area) => void }) {
  const { t } = useTranslation();
  const { left, right, top, bottom } = area;
  const percent = { formatter: (value?: number) => `${value ?? 0} %` };
  const across = ([from = 0, to = 100]: number[]) => to > from && onChange({ ...area, left: from, right: to });
  // A slider grows upwards, a picture is counted downwards.
  const down = ([from = 0, to = 100]: number[]) => to > from && onChange({ ...area, top: 100 - to, bottom: 100 - from });
  return (
    <div className="subscribe-area">
      <Slider range vertical value={[100 - bottom, 100 - top]} tooltip={{ formatter: (value = 0) => `${100 - value} %` }} ariaLabelForHandle={[t("subscribe.bottom"), t("subscribe.top")]} onChange={down} />
      <div className="subscribe-picture" role="img" aria-label={t("subscribe.areaSaid", area)}>
        <span style={{ left: `${left}%`, top: `${top}%`, width: `${right - left}%`, height: `${bottom - top}%` }} />
      </div>
      <Slider range className="subscribe-across" value={[left, right]} tooltip={percent} ariaLabelForHandle={[t("subscribe.left"), t("subscribe.right")]} onChange={across} />
    </div>
  );
}
