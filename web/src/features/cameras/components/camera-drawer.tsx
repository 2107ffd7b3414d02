/** One camera: its latest picture, its state and why, its subscriptions. */
import { DeleteOutlined, EditOutlined, PauseOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Camera } from "@/api/types";
import { CameraState } from "@/components/camera-state";
import { Loading } from "@/components/loading";
import { SidePanel } from "@/components/side-panel";
import { Trouble, useTrouble } from "@/components/trouble";
import { When } from "@/components/when";
import { useCamera, useDeleteCamera, useSaveCamera } from "@/features/cameras/api/cameras";
import { CameraCatalogue } from "@/features/cameras/components/camera-catalogue";
import { CameraForm } from "@/features/cameras/components/camera-form";
import { CameraHistory } from "@/features/cameras/components/camera-history";
import { CameraPicture } from "@/features/cameras/components/camera-picture";
import { CameraShares } from "@/features/cameras/components/camera-shares";
import { CameraStream } from "@/features/cameras/components/camera-stream";
import { CameraSubscriptions } from "@/features/cameras/components/camera-subscriptions";
import { CameraTrial } from "@/features/cameras/components/camera-trial";
import "@/features/cameras/components/cameras.css";
import { UsualView } from "@/features/cameras/components/usual-view";
import { MediaLink } from "@/features/cameras/components/media-link";
import { useCan } from "@/lib/me";
import { useText, useWords } from "@/lib/text";

export function CameraDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const { camera, error, retry } = useCamera(id);
  const can = useCan();
  const [editing, setEditing] = useState(false);
  const foot = camera && (can("camera.update") || can("camera.delete")) && (
    <CameraActions camera={camera} onEdit={() => setEditing(true)} onGone={onClose} />
  );
  const head = camera && (
    <div className="camera-head">
      <h2 className="clip">{text(camera, "name")}</h2>
      <CameraState state={camera.state} filled />
    </div>
  );
  return (
    <SidePanel label={t("cameras.title")} head={head} foot={foot || undefined} onClose={onClose}>
      {camera === undefined && error === null && <Loading />}
      {error !== null && <Trouble error={error} onRetry={retry} />}
      {camera !== undefined && <CameraFacts camera={camera} />}
      {camera !== undefined && editing && <CameraForm camera={camera} onClose={() => setEditing(false)} />}
    </SidePanel>
  );
}

function CameraFacts({ camera }: { camera: Camera }) {
  const { t } = useTranslation();
  const text = useText();
  const words = useWords();
  const can = useCan();
  return (
    <>
      <CameraPicture camera={camera} />
      <MediaLink camera={camera} />
      <dl className="facts">
        <UsualView camera={camera} />
        {camera.state_reason !== null && camera.state_reason.code !== camera.picture_reason?.code && (
          <>
            <dt>{t("cameras.columns.reason")}</dt>
            <dd>{words(camera.state_reason)}</dd>
          </>
        )}
        <dt>{t("cameras.columns.look")}</dt>
        <dd>{camera.last_inferred_at === null ? t("common.never") : <When at={camera.last_inferred_at} />}</dd>
        <dt>{t("cameras.since")}</dt>
        <dd>
          <When at={camera.state_since} />
        </dd>
        <dt>{t("cameras.place")}</dt>
        <dd>{camera.place || "–"}</dd>
        <dt>{t("cameras.coordinates")}</dt>
        <dd>{camera.longitude === null || camera.latitude === null ? "–" : `${camera.longitude.toFixed(6)}, ${camera.latitude.toFixed(6)}`}</dd>
        <dt>{t("cameras.columns.owner")}</dt>
        <dd>{text(camera, "owner")}</dd>
        <dt>{t("cameras.address")}</dt>
        <dd>
          <code>{camera.url}</code>
        </dd>
      </dl>
      <CameraCatalogue camera={camera} />
      <CameraHistory camera={camera} />
      {can("subscription.read") && <CameraSubscriptions camera={camera} />}
      {can("share.read") && <CameraShares camera={camera} />}
      <CameraStream stream={camera.stream} />
      <CameraTrial target={() => ({ camera_id: camera.id })} />
      {can("event.read") && <Link to={`/events?review=all&camera=${camera.id}`}>{t("cameras.events")}</Link>}
    </>
  );
}

function CameraActions({ camera, onEdit, onGone }: { camera: Camera; onEdit: () => void; onGone: () => void }) {
  const { t } = useTranslation();
  const text = useText();
  const can = useCan();
  const trouble = useTrouble();
  const { message, modal } = App.useApp();
  const save = useSaveCamera(camera);
  const remove = useDeleteCamera();
  const name = text(camera, "name");
  const tell = (error: unknown) => void message.error(trouble(error));
  const ask = () =>
    modal.confirm({
      title: t("cameras.deleteAsk", { name }),
      content: t("cameras.deleteHint"),
      okText: t("common.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        await remove.mutateAsync(camera).then(() => {
          void message.success(t("cameras.deleted", { name }));
          onGone();
        }, tell);
      },
    });
  return (
    <div className="actions">
      {can("camera.update") && (
        <>
          <Button icon={<EditOutlined />} onClick={onEdit}>
            {t("common.edit")}
          </Button>
          <Button
            icon={camera.enabled ? <PauseOutlined /> : <PlayCircleOutlined />}
            loading={save.isPending}
            onClick={() => save.mutate({ enabled: !camera.enabled }, { onError: tell })}
          >
            {camera.enabled ? t("cameras.disable") : t("cameras.enable")}
          </Button>
        </>
      )}
      {can("camera.delete") && (
        <Button danger icon={<DeleteOutlined />} onClick={ask}>
          {t("common.delete")}
        </Button>
      )}
    </div>
  );
}
