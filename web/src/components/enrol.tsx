/** Enrolling a second factor: the seed as a picture and in letters, then the first code of it. */
import { QRCode, Spin, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { CodeForm } from "@/components/code-form";
import "@/components/enrol.css";
import { Trouble } from "@/components/trouble";
import { useSeed } from "@/lib/own-account";

const QR_PX = 184;

export function Enrol({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation();
  const { data: seed, error, refetch } = useSeed();
  if (error !== null) return <Trouble error={error} onRetry={() => void refetch()} />;
  if (seed === undefined) return <Spin className="enrol-wait" aria-label={t("common.loading")} />;
  return (
    <div className="enrol">
      <p>{t("code.scan")}</p>
      {/* Black on white in the dark, too: many cameras read nothing else. */}
      <div className="enrol-picture" role="img" aria-label={t("code.picture")}>
        <QRCode type="svg" value={seed.uri} size={QR_PX} bordered={false} color="#000000" bgColor="#ffffff" />
      </div>
      <p className="quiet">{t("code.orType")}</p>
      <Typography.Paragraph className="enrol-secret" copyable={{ text: seed.secret, tooltips: [t("common.copy"), t("common.copied")] }}>
        <code aria-label={t("code.secret")}>{seed.secret.match(/.{1,4}/g)?.join(" ")}</code>
      </Typography.Paragraph>
      <CodeForm submit={t("code.enrol")} onDone={onDone} />
    </div>
  );
}
