/** Bringing a file: whose cameras, which file, how far it has come. */
import { InboxOutlined } from "@ant-design/icons";
import { Button, Progress, Upload } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { OrganizationSelect } from "@/components/organization-select";
import { Trouble } from "@/components/trouble";
import { useUpload } from "@/features/cameras/api/imports";
import "@/features/cameras/components/intake.css";
import { useMe } from "@/lib/me";
import { useOrganizations } from "@/lib/organizations";

const KINDS = ".csv,.txt,.xlsx";

export function ImportIntake({ onUploaded }: { onUploaded: (id: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { organizations } = useOrganizations();
  const [owner_id, setOwner] = useState(me.organization.id);
  const [share, setShare] = useState<number>();
  const control = useRef<AbortController>(undefined);
  const sending = useUpload();
  const send = (file: File) => {
    control.current = new AbortController();
    setShare(0);
    sending.mutate(
      { file, owner_id, onShare: setShare, signal: control.current.signal },
      { onSuccess: onUploaded, onSettled: () => setShare(undefined) },
    );
    return false;
  };
  const failed = sending.error !== null && sending.error.name !== "AbortError";
  return (
    <section className="intake-new">
      {organizations.length > 1 && (
        <label className="intake-owner">
          <span>{t("intake.owner")}</span>
          <OrganizationSelect value={owner_id} onChange={(id) => setOwner(id ?? me.organization.id)} />
        </label>
      )}
      {failed && <Trouble error={sending.error} />}
      {share === undefined ? (
        <Upload.Dragger accept={KINDS} beforeUpload={send} showUploadList={false} maxCount={1}>
          <InboxOutlined className="intake-icon" />
          <p>{t("intake.imports.drop")}</p>
          <p className="quiet">{t("intake.imports.dropHint")}</p>
        </Upload.Dragger>
      ) : (
        <div className="intake-sending" role="status">
          <span>{share < 1 ? t("intake.imports.sending") : t("intake.imports.reading")}</span>
          <Progress percent={Math.floor(share * 100)} status="normal" aria-label={t("intake.imports.sending")} />
          <Button onClick={() => control.current?.abort()}>{t("common.cancel")}</Button>
        </div>
      )}
    </section>
  );
}
