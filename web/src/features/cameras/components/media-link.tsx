/** A camera at the city's media server: asked for with a reason, opened in a tab of its own. */
import { ExportOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { LookDialog } from "@/components/look-dialog";
import { useTrouble } from "@/components/trouble";
import { useLookReason } from "@/lib/camera-look";
import { mediaLink } from "@/features/cameras/api/trial";
import "@/features/cameras/components/intake.css";
import { useCan, useMe } from "@/lib/me";
import type { Look } from "@/lib/looks";

export function MediaLink({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const can = useCan();
  const { settings } = useMe();
  const { message } = App.useApp();
  const trouble = useTrouble();
  const [asking, setAsking] = useState(false);
  const { kept, keep } = useLookReason(camera.id);
  if (!settings.live_link || !can("camera.picture") || !can("viewing.create")) return null;
  const open = async (look: Look) => {
    const href = await mediaLink(camera.id, look);
    keep(look);
    Object.assign(document.createElement("a"), { href, target: "_blank", rel: "noopener noreferrer" }).click();
  };
  const start = () => {
    if (kept === undefined) setAsking(true);
    else open(kept).catch((error: unknown) => void message.error(trouble(error)));
  };
  return (
    <>
      <Button className="media-link" type="link" size="small" icon={<ExportOutlined />} title={t("intake.media.hint")} onClick={start}>
        {t("intake.media.open")}
      </Button>
      {asking && <LookDialog title={t("intake.media.open")} hint={t("intake.media.ask")} onLook={open} onClose={() => setAsking(false)} />}
    </>
  );
}
