/** By which of its vendor's keys a version was signed, or that it was not. */
import { EditOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { VersionSignature } from "@/api/types";
import "@/components/signed-by.css";
import { StateTag } from "@/components/state-tag";
import { At } from "@/components/when";

export function SignedBy({ signature }: { signature: VersionSignature | null }) {
  const { t } = useTranslation();
  if (signature === null) {
    return (
      <StateTag tone="off" icon={<EditOutlined />}>
        {t("signing.unsigned")}
      </StateTag>
    );
  }
  return (
    <div className="signed-by">
      <StateTag tone="good" icon={<SafetyCertificateOutlined />}>
        {t("signing.signedBy", { name: signature.name })}
      </StateTag>
      <span className="quiet">
        {t("signing.registered")} <At at={signature.registered_at} />
        {signature.retired_at !== null && (
          <>
            {" · "}
            {t("signing.retired")} <At at={signature.retired_at} />
          </>
        )}
      </span>
      <code className="quiet" title={t("signing.fingerprint")}>
        {signature.fingerprint}
      </code>
    </div>
  );
}
