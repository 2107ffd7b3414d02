/** Light, dark or the system's: our variables and Ant Design's tokens from one palette. */
import { App, ConfigProvider, theme as antd, type ThemeConfig } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useLayoutEffect, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { usePreferences } from "@/lib/preferences";
import { nonce } from "@/theme/nonce";
import { ACCENT, DARK, LIGHT, type Palette } from "@/theme/palette";

const FONTS =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", ' +
  '"Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif';

export function ThemeProvider({ children }: { children: ReactNode }) {
  const dark = useDark();
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const { i18n } = useTranslation();
  useLayoutEffect(() => paint(dark ? DARK : LIGHT, dark), [dark]);
  return (
    <ConfigProvider
      csp={{ nonce }}
      locale={i18n.language === "en" ? enUS : zhCN}
      theme={tokens(dark, !still)}
      button={{ autoInsertSpace: false }}
      wave={{ disabled: true }}
    >
      <App message={{ maxCount: 3, duration: 4 }} component={false}>
        {children}
      </App>
    </ConfigProvider>
  );
}

function useDark(): boolean {
  const { theme } = usePreferences();
  const system = useMedia("(prefers-color-scheme: dark)");
  return theme === "dark" || (theme === "system" && system);
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => window.matchMedia(query).matches,
  );
}

function paint(palette: Palette, dark: boolean): void {
  const root = document.documentElement;
  for (const [name, colour] of Object.entries(palette)) root.style.setProperty(`--${name}`, colour);
  root.style.setProperty("--fonts", FONTS);
  root.style.colorScheme = dark ? "dark" : "light";
}

function tokens(dark: boolean, motion: boolean): ThemeConfig {
  const colour = dark ? DARK : LIGHT;
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      colorPrimary: ACCENT,
      colorInfo: ACCENT,
      colorError: colour.act,
      colorWarning: colour.risk,
      colorSuccess: colour.good,
      colorErrorBg: colour["act-soft"],
      colorWarningBg: colour["risk-soft"],
      colorSuccessBg: colour["good-soft"],
      colorLink: colour["accent-text"],
      colorBgLayout: colour.page,
      colorBgContainer: colour.surface,
      colorBgElevated: colour.surface,
      colorText: colour.text,
      colorTextSecondary: colour["text-2"],
      colorTextDescription: colour["text-3"],
      colorTextPlaceholder: colour["text-3"],
      colorBorder: colour["line-strong"],
      colorBorderSecondary: colour.line,
      fontFamily: FONTS,
      fontSize: 13,
      borderRadius: 4,
      controlHeight: 32,
      motion,
      motionDurationFast: "0.08s",
      motionDurationMid: "0.12s",
      motionDurationSlow: "0.15s",
      boxShadow: "0 4px 16px rgba(0, 0, 0, 0.14)",
      boxShadowSecondary: "0 4px 16px rgba(0, 0, 0, 0.14)",
    },
    components: {
      Button: { primaryShadow: "none", defaultShadow: "none", dangerShadow: "none" },
      Segmented: { trackBg: colour.sunken, itemSelectedBg: dark ? colour["line-strong"] : colour.surface, itemColor: colour["text-2"] },
    },
  };
}
