/** All keys at a glance. */
import { Modal } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePlaces } from "@/app/navigation";
import { useCan } from "@/lib/me";

export function KeysHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const places = usePlaces();
  const can = useCan();
  const judges = can("event.judge");
  return (
    <Modal open title={t("keys.title")} footer={null} width={760} onCancel={onClose}>
      <div className="keys">
        <Group title={t("keys.event")}>
          {judges && <Key keys={["c"]} does={t("keys.claim")} />}
          {judges && <Key keys={["y"]} does={t("keys.confirm")} />}
          {judges && <Key keys={["n", "1"]} does={t("keys.reject")} />}
          {judges && <Key keys={["d", "1"]} does={t("keys.duplicate")} />}
          {judges && <Key keys={["o"]} does={t("keys.uncertain")} />}
          {judges && <Key keys={["s", "1"]} does={t("keys.alike")} />}
          {judges && <Key keys={["u"]} does={t("keys.undo")} />}
          {judges && <Key keys={["x"]} does={t("keys.split")} />}
          <Key keys={["v"]} does={t("keys.clip")} />
          <Key keys={["f"]} does={t("keys.full")} />
          <Key keys={["b"]} does={t("keys.boxes")} />
          <Key keys={["l", "1"]} does={t("keys.unlock")} />
        </Group>
        <Group title={t("keys.lists")}>
          <Key keys={["j"]} does={t("keys.next")} />
          <Key keys={["k"]} does={t("keys.previous")} />
          <Key keys={["Enter"]} does={t("keys.open")} />
          {can("camera.update") && <Key keys={["Space"]} does={t("keys.tick")} />}
          <Key keys={["Esc"]} does={t("keys.close")} />
          <Key keys={["."]} does={t("keys.fresh")} />
          <Key keys={["/"]} does={t("keys.search")} />
        </Group>
        {can("camera.picture") && (
          <Group title={t("keys.wall")}>
            <Key keys={["l", "1"]} does={t("keys.live")} />
            <Key keys={["←", "→"]} does={t("keys.move")} />
            <Key keys={["Enter"]} does={t("keys.enlarge")} />
            <Key keys={["f"]} does={t("keys.fullScreen")} />
            <Key keys={["PgUp"]} does={t("keys.page")} />
          </Group>
        )}
        <Group title={t("keys.anywhere")}>
          <Key keys={["?"]} does={t("keys.help")} />
          {places.map((place) => (
            <Key key={place.path} keys={["g", place.letter]} does={t("keys.go", { page: t(`nav.${place.label}`) })} />
          ))}
          <Key keys={["g", "m"]} does={t("keys.go", { page: t("account.title") })} />
        </Group>
      </div>
    </Modal>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="section">
      <h2>{title}</h2>
      <dl className="keys-list">{children}</dl>
    </section>
  );
}

function Key({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <kbd key={key}>{key}</kbd>
        ))}
      </dt>
      <dd>{does}</dd>
    </div>
  );
}
