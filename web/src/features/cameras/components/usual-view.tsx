/** What is wrong with a camera's picture, and, where its view has changed, the way to say that it shall be so. */
import { EyeOutlined, WarningFilled } from "@ant-design/icons";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import type { Camera } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { useTrouble } from "@/components/trouble";
import { useAcceptView } from "@/features/cameras/api/cameras";
import { useCan } from "@/lib/me";
import { useText, useWords } from "@/lib/text";

/** Found by comparing with the usual view: a person may say that the new one is right. */
const OF_THE_VIEW: readonly string[] = ["moved", "covered", "blurred"];

export function UsualView({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const words = useWords();
  const can = useCan();
  const reason = camera.picture_reason;
  if (reason === null || !camera.enabled) return null;
  return (
    <>
      <dt>{t("cameras.view.picture")}</dt>
      <dd>
        <StateTag tone="risk" icon={<WarningFilled />}>{words(reason)}</StateTag>
        {OF_THE_VIEW.includes(reason.code) && can("camera.accept_view") && <Accept camera={camera} />}
      </dd>
    </>
  );
}

function Accept({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const text = useText();
  const trouble = useTrouble();
  const { message, modal } = App.useApp();
  const accept = useAcceptView();
  const ask = () =>
    modal.confirm({
      title: t("cameras.view.ask", { name: text(camera, "name") }),
      content: t("cameras.view.hint"),
      okText: t("cameras.view.accept"),
      onOk: () =>
        accept.mutateAsync(camera).then(
          () => void message.success(t("cameras.view.accepted")),
          (error: unknown) => void message.error(trouble(error)),
        ),
    });
  return (
    <div>
      <Button size="small" icon={<EyeOutlined />} loading={accept.isPending} onClick={ask}>
        {t("cameras.view.accept")}
      </Button>
    </div>
  );
}
