/** Live state, keys, language, theme and the user. */
import { BulbOutlined, CheckCircleFilled, DisconnectOutlined, GlobalOutlined, SyncOutlined, UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { StateTag } from "@/components/state-tag";
import { useSignOut } from "@/features/session/api/session";
import { speak } from "@/i18n";
import { useCan, useMe } from "@/lib/me";
import { type Language, prefer, type ThemeChoice, usePreferences } from "@/lib/preferences";
import { useStreamState } from "@/lib/stream";
import { useText } from "@/lib/text";

const LANGUAGES = [
  { key: "zh-CN", label: "中文" },
  { key: "en", label: "English" },
];
const THEMES: readonly ThemeChoice[] = ["light", "dark", "system"];

export function TopBar({ onHelp }: { onHelp: () => void }) {
  const { t, i18n } = useTranslation();
  const { theme } = usePreferences();
  const streams = useCan()("stream.read");
  return (
    <header className="top">
      <div className="top-live" role="status">
        {streams && <LiveState />}
      </div>
      <Button type="text" aria-label={t("top.keys")} title={t("top.keys")} onClick={onHelp}>
        <kbd>?</kbd>
      </Button>
      <Dropdown
        trigger={["click"]}
        menu={{ items: LANGUAGES, selectable: true, selectedKeys: [i18n.language], onClick: ({ key }) => void speak(key as Language) }}
      >
        <Button type="text" icon={<GlobalOutlined />} aria-label={t("top.language")}>
          {LANGUAGES.find(({ key }) => key === i18n.language)?.label}
        </Button>
      </Dropdown>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: THEMES.map((key) => ({ key, label: t(`top.${key}`) })),
          selectable: true,
          selectedKeys: [theme],
          onClick: ({ key }) => prefer({ theme: key as ThemeChoice }),
        }}
      >
        <Button type="text" icon={<BulbOutlined />} aria-label={t("top.theme")}>
          {t(`top.${theme}`)}
        </Button>
      </Dropdown>
      <UserMenu />
    </header>
  );
}

function UserMenu() {
  const { t } = useTranslation();
  const text = useText();
  const { user, organization } = useMe();
  const navigate = useNavigate();
  const signOut = useSignOut();
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "who", type: "group", label: `${user.login} · ${text(organization, "name")}` },
          { key: "account", label: t("account.title"), onClick: () => void navigate("/account") },
          { key: "out", label: t("top.signOut"), onClick: () => signOut.mutate() },
        ],
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t("top.account")}>
        {user.name}
      </Button>
    </Dropdown>
  );
}

const LIVE = {
  live: { tone: "good", icon: <CheckCircleFilled /> },
  connecting: { tone: "plain", icon: <SyncOutlined /> },
  lost: { tone: "risk", icon: <DisconnectOutlined /> },
} as const;

function LiveState() {
  const { t } = useTranslation();
  const state = useStreamState();
  const { tone, icon } = LIVE[state];
  return (
    <StateTag tone={tone} icon={icon} filled={state === "lost"}>
      {t(`top.${state}`)}
    </StateTag>
  );
}
