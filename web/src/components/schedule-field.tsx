/** The hours of a rule: windows of the week, and of the days that the city's calendar calls workdays or rest days. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RuleSpec, RuleWindow } from "@/api/types";
import "@/components/schedule-field.css";
import { useCan } from "@/lib/me";

const DAYS = ["workday", "restday", "mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const MOST = 50;

type Props = { windows: readonly RuleWindow[]; edits: boolean; onChange: (windows: RuleWindow[]) => void };

export function ScheduleField({ windows, edits, onChange }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  const put = (index: number, window: RuleWindow) => onChange(windows.map((each, at) => (at === index ? window : each)));
  return (
    <div className="rule-windows">
      {windows.map((window, index) => (
        <div key={index} className="rule-window">
          <Select
            mode="multiple"
            aria-label={t("rules.days.title")}
            placeholder={t("rules.days.every")}
            disabled={!edits}
            value={window.days ?? []}
            options={DAYS.map((value) => ({ value, label: t(`rules.days.${value}`) }))}
            onChange={(days) => put(index, { ...window, days })}
          />
          <ClockInput label={t("rules.begin")} value={window.begin ?? "00:00"} edits={edits} onChange={(begin) => put(index, { ...window, begin })} />
          <span aria-hidden="true">–</span>
          <ClockInput label={t("rules.end")} value={window.end ?? "24:00"} edits={edits} onChange={(end) => put(index, { ...window, end })} />
          {edits && windows.length > 1 && (
            <Button type="text" icon={<DeleteOutlined />} aria-label={t("rules.windowDelete")} onClick={() => onChange(windows.filter((_, at) => at !== index))} />
          )}
        </div>
      ))}
      <div className="actions">
        {edits && windows.length < MOST && (
          <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...windows, { days: ["restday"], begin: "08:00", end: "18:00" }])}>
            {t("rules.windowAdd")}
          </Button>
        )}
        {can("calendar.read") && <Link to="/calendar">{t("rules.calendar")}</Link>}
      </div>
    </div>
  );
}

function ClockInput({ label, value, edits, onChange }: { label: string; value: string; edits: boolean; onChange: (value: string) => void }) {
  return <Input className="rule-clock" aria-label={label} value={value} maxLength={5} disabled={!edits} onChange={(event) => onChange(event.target.value)} />;
}

/** Hours in words: `workdays 08:00–18:00`. */
export function useHours(): (schedule: RuleSpec["schedule"]) => string {
  const { t } = useTranslation();
  return (schedule) => {
    if (schedule === null || schedule === undefined) return t("rules.always");
    const day = ({ days = [] }: RuleWindow) => (days.length === 0 ? t("rules.days.every") : days.map((each) => t(`rules.days.${each}`)).join(" "));
    return schedule.windows.map((window) => `${day(window)} ${window.begin ?? "00:00"}–${window.end ?? "24:00"}`).join(", ");
  };
}
