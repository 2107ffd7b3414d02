/** What lies under the shapes: the live picture, once its reader has said why he looks, or a plain grid. */
import { EyeOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { LivePicture } from "@/components/live-picture";
import { LookDialog } from "@/components/look-dialog";
import { useTrouble } from "@/components/trouble";
import { useCameraLook } from "@/lib/camera-look";
import { useShortcuts } from "@/lib/keyboard";
import { useCan } from "@/lib/me";

export function RulePicture({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const can = useCan();
  if (can("camera.picture") && can("viewing.create") && camera.enabled) return <Live camera={camera} />;
  return <p className="rule-grid">{camera.enabled ? t("rules.pictureHidden") : t("cameras.switchedOff")}</p>;
}

function Live({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const trouble = useTrouble();
  const { message } = App.useApp();
  const { viewing_id, kept, begin } = useCameraLook(camera.id);
  const [asking, setAsking] = useState(false);
  const start = () => {
    if (kept === undefined) setAsking(true);
    else begin(kept).catch((reason: unknown) => void message.error(trouble(reason)));
  };
  useShortcuts({ l: start }, viewing_id === undefined);
  if (viewing_id !== undefined) return <LivePicture key={viewing_id} camera={camera} viewing_id={viewing_id} onLookAgain={start} />;
  return (
    <div className="rule-grid">
      <Button className="rule-look" icon={<EyeOutlined />} onClick={start}>
        {t("looks.live")} <kbd>l</kbd>
      </Button>
      {asking && <LookDialog title={t("looks.live")} hint={t("rules.lookAsk")} onLook={begin} onClose={() => setAsking(false)} />}
    </div>
  );
}
