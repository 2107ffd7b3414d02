/** A year as a CSV file: out, and in again. */
import { DownloadOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Tooltip, Upload } from "antd";
import { useTranslation } from "react-i18next";
import type { SpecialDay } from "@/api/types";
import { fromCsv, toCsv } from "@/features/calendar/api/days";

export function CsvImport({ year, onDays }: { year: number; onDays: (days: SpecialDay[]) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const read = async (file: File) => {
    const found = fromCsv(await file.text(), year);
    if ("line" in found) return void message.error(t("calendar.importFault", { line: found.line, year }));
    onDays(found.days);
    void message.success(t("calendar.imported", { count: found.days.length }));
  };
  return (
    <Upload
      accept=".csv,text/csv"
      showUploadList={false}
      beforeUpload={(file) => {
        void read(file);
        return false;
      }}
    >
      <Tooltip title={t("calendar.importHint")}>
        <Button icon={<UploadOutlined />}>{t("calendar.import")}</Button>
      </Tooltip>
    </Upload>
  );
}

export function CsvExport({ year, days }: { year: number; days: readonly SpecialDay[] }) {
  const { t } = useTranslation();
  const save = () => {
    const address = URL.createObjectURL(new Blob([toCsv(days)], { type: "text/csv" }));
    const link = document.createElement("a");
    link.href = address;
    link.download = `calendar-${year}.csv`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <Button icon={<DownloadOutlined />} disabled={days.length === 0} onClick={save}>
      {t("calendar.export")}
    </Button>
  );
}
