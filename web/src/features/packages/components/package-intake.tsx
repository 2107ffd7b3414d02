/** Handing a package in: which file, how far it has come. */
import { InboxOutlined } from "@ant-design/icons";
import { Button, Progress, Upload } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PackageUpload } from "@/api/types";
import { Trouble } from "@/components/trouble";
import { useSendPackage } from "@/features/packages/api/packages";
import "@/features/packages/components/packages.css";
import { resumable } from "@/lib/send-parts";

export function PackageIntake({ rows, onSent }: { rows: readonly PackageUpload[]; onSent: (id: string) => void }) {
  const { t } = useTranslation();
  const [share, setShare] = useState<number>();
  const control = useRef<AbortController>(undefined);
  const sending = useSendPackage();
  const send = (file: File) => {
    control.current = new AbortController();
    setShare(0);
    sending.mutate(
      { file, resumed: resumable(rows, file), onShare: setShare, signal: control.current.signal },
      { onSuccess: onSent, onSettled: () => setShare(undefined) },
    );
    return false;
  };
  const failed = sending.error !== null && sending.error.name !== "AbortError";
  return (
    <section className="package-intake">
      {failed && <Trouble error={sending.error} />}
      {share === undefined ? (
        <Upload.Dragger accept=".zip" beforeUpload={send} showUploadList={false} maxCount={1}>
          <InboxOutlined className="package-icon" />
          <p>{t("packages.drop")}</p>
          <p className="quiet">{t("packages.dropHint")}</p>
        </Upload.Dragger>
      ) : (
        <div className="package-sending" role="status">
          <span>{t("packages.sending")}</span>
          <Progress percent={Math.floor(share * 100)} status="normal" aria-label={t("packages.sending")} />
          <Button onClick={() => control.current?.abort()}>{t("packages.pause")}</Button>
        </div>
      )}
    </section>
  );
}
