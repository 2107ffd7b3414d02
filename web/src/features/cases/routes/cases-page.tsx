/** The cases that confirmed events became. */
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { FreshRows } from "@/components/fresh-rows";
import { ListPage } from "@/components/list-page";
import { useCaseList } from "@/features/cases/api/cases";
import { useCaseColumns } from "@/features/cases/components/case-columns";
import { CaseDrawer } from "@/features/cases/components/case-drawer";
import { useAddress } from "@/lib/address";

const ROW_PX = 60;

export function CasesPage() {
  const { t } = useTranslation();
  const { params, change } = useAddress();
  const list = useCaseList();
  const opened = params.get("case");
  return (
    <ListPage
      title={t("cases.title")}
      list={list}
      columns={useCaseColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ case: id })}
      notice={<FreshRows count={list.fresh} what={t("cases.what")} onShow={list.showFresh} />}
      empty={<Empty title={t("cases.empty")} hint={t("cases.emptyHint")} />}
    >
      {opened !== null && <CaseDrawer key={opened} id={opened} onClose={() => change({ case: null })} />}
    </ListPage>
  );
}
