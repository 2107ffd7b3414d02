/** That a version runs outside the platform: pictures leave it, and where to, as far as the reader may know. */
import { ExportOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { RemoteRun } from "@/api/types";
import "@/components/remote-tag.css";
import { StateTag } from "@/components/state-tag";

export function RemoteTag({ remote }: { remote: RemoteRun | null }) {
  const { t } = useTranslation();
  if (remote === null) return null;
  const said = remote.host === null ? t("leaves.tag") : t("leaves.tagAt", { host: remote.host });
  return (
    <span className="remote-tag" title={`${said}: ${t("leaves.tagHint")}`}>
      <StateTag tone="risk" icon={<ExportOutlined />} filled>
        <span className="clip">{said}</span>
      </StateTag>
    </span>
  );
}
