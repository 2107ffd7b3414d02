/** The cases that confirmed events became. */
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useCaseList } from "@/features/cases/api/cases";
import { useCaseColumns } from "@/features/cases/components/case-columns";
import { CaseDrawer } from "@/features/cases/components/case-drawer";
import { useAddress } from "@/lib/address";

const ROW_PX = 60;

export function CasesPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const opened = params.get("case");
  return (
    <ListPage
      title={t("cases.title")}
      list={useCaseList()}
      columns={useCaseColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ case: id })}
      what={t("cases.what")}
      empty={<Empty title={t("cases.empty")} hint={t("cases.emptyHint")} />}
    >
      {opened !== null && <CaseDrawer key={opened} id={opened} onClose={() => change({ case: null })} />}
    </ListPage>
  );
}
