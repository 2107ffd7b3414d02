/** What a shape is called: its own name, or its kind and number. */
import { useTranslation } from "react-i18next";
import type { Shape } from "@/features/rules/api/shapes";

export function useShapeName(): (shape: Shape) => string {
  const { t } = useTranslation();
  return ({ kind, index, name }) => name || `${t(`rules.kind.${kind}`)} ${index + 1}`;
}
