/** A drawer beside the list: the list stays in sight and usable. */
import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import "@/components/side-panel.css";
import { useShortcuts } from "@/lib/keyboard";

type Props = {
  label: string;
  head: ReactNode;
  actions?: ReactNode;
  foot?: ReactNode;
  medium?: boolean;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
};

export function SidePanel({ label, head, actions, foot, medium = false, wide = false, onClose, children }: Props) {
  const { t } = useTranslation();
  const panel = useRef<HTMLElement>(null);
  useShortcuts({ Escape: onClose });
  useEffect(() => {
    const before = document.activeElement;
    panel.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <aside className="panel" data-medium={medium} data-wide={wide} ref={panel} tabIndex={-1} aria-label={label}>
      <header className="panel-head">
        <div className="panel-title">{head}</div>
        {actions}
        <Button type="text" icon={<CloseOutlined />} aria-label={t("common.close")} title={`${t("common.close")} (Esc)`} onClick={onClose} />
      </header>
      {/* It scrolls, so the keyboard must reach it. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="panel-body" role="group" aria-label={label} tabIndex={0}>
        {children}
      </div>
      {foot !== undefined && <footer className="panel-foot">{foot}</footer>}
    </aside>
  );
}
