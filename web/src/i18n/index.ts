/** Chinese first, English complete. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en } from "@/i18n/en";
import { zhCN } from "@/i18n/zh-cn";
import { type Language, prefer, preferences } from "@/lib/preferences";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof zhCN };
  }
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: preferences().language ?? "zh-CN",
    fallbackLng: "zh-CN",
    resources: { "zh-CN": { translation: zhCN }, en: { translation: en } },
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  });
  document.documentElement.lang = i18next.language;
}

export async function speak(language: Language): Promise<void> {
  prefer({ language });
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
