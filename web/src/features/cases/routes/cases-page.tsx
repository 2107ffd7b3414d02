/** The cases of the city, filtered, one of them open in the drawer. */
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useCaseList } from "@/features/cases/api/cases";
import { type CaseFilters, useCaseFilters } from "@/features/cases/api/filters";
import { useCaseColumns } from "@/features/cases/components/case-columns";
import { CaseDrawer } from "@/features/cases/components/case-drawer";
import { CaseFilterBar } from "@/features/cases/components/case-filters";
import "@/features/cases/components/cases.css";

const ROW_PX = 60;

export function CasesPage() {
  const { filters } = useCaseFilters();
  return <CasesOf key={JSON.stringify(filters)} filters={filters} />;
}

function CasesOf({ filters }: { filters: CaseFilters }) {
  const { t } = useTranslation();
  const { change, opened } = useCaseFilters();
  return (
    <ListPage
      title={t("cases.title")}
      list={useCaseList(filters)}
      columns={useCaseColumns()}
      rowHeight={ROW_PX}
      chosen={opened}
      onOpen={({ id }) => change({ case: id })}
      filters={<CaseFilterBar filters={filters} change={change} />}
      what={t("cases.what")}
      empty={
        <Empty title={t("cases.empty")} hint={t("cases.emptyHint")}>
          <Link to="/cases?view=all">{t("cases.showAll")}</Link>
        </Empty>
      }
    >
      {opened !== null && <CaseDrawer key={opened} id={opened} onClose={() => change({ case: null })} />}
    </ListPage>
  );
}
