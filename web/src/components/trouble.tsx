/** An error where content should be: what happened and what to do. */
import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";
import { problemOf } from "@/api/problem";

export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const problem = problemOf(error);
  const retry = onRetry && (
    <Button size="small" onClick={onRetry}>
      {t("common.retry")}
    </Button>
  );
  return <Alert type="error" showIcon title={problem.title || undefined} description={useTrouble()(error)} action={retry} />;
}

/** The sentence that tells of an error. */
export function useTrouble(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => {
    const problem = problemOf(error);
    return problem.message || (problem.status === 0 ? t("errors.unreachable") : t("errors.unexpected"));
  };
}
