/** Who is who: the operator, the cities and their parts, the vendors. */
import { CaretDownOutlined, CaretRightOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Organization } from "@/api/types";
import type { Column } from "@/components/data-list";
import { Empty } from "@/components/empty";
import { ListPage } from "@/components/list-page";
import { useCount } from "@/components/page";
import { KindTag, ORGANIZATION_STATES, OrganizationState } from "@/components/organization-tags";
import { SearchField } from "@/components/search-field";
import { OrganizationForm } from "@/features/organizations/components/organization-form";
import { OrganizationPanel } from "@/features/organizations/components/organization-panel";
import "@/features/organizations/components/organizations.css";
import { useAddress } from "@/lib/address";
import { useCan, useMe } from "@/lib/me";
import { useTree } from "@/lib/organizations";
import { useText } from "@/lib/text";
import { type Branch, KINDS, matching, unfolded } from "@/lib/tree";
import { wholeList } from "@/lib/whole-list";

const ROW_PX = 40;
const INDENT_PX = 24;
type Line = Branch<Organization>;

export function OrganizationsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const me = useMe();
  const count = useCount();
  const { params, change } = useAddress();
  const { lines, ...read } = useTree();
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [parent, setParent] = useState<Organization | null>(null);
  const filters = { q: params.get("q"), kind: params.get("kind"), state: params.get("state") };
  const filtered = filters.q !== null || filters.kind !== null || filters.state !== null;
  const found = filtered ? lines.filter(({ row }) => fits(row, filters)) : lines;
  const shown = filtered ? matching(lines, (row) => fits(row, filters)) : unfolded(lines, folded);
  const opened = lines.find(({ id }) => id === params.get("organization"))?.row;
  const onFold = (line: Line, fold: boolean) => setFolded((before) => (fold ? new Set([...before, line.id]) : new Set([...before].filter((id) => id !== line.id))));
  const own = lines.find(({ id }) => id === me.organization.id)?.row ?? lines[0]?.row;
  const add = can("organization.create") && own !== undefined && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setParent(own)}>
      {t("organizations.add")}
    </Button>
  );
  return (
    <ListPage
      title={t("organizations.title")}
      note={count({ count: found.length, count_capped: false })}
      list={wholeList(shown, read)}
      columns={useColumns(filtered ? new Set() : folded, filtered ? undefined : onFold)}
      rowHeight={ROW_PX}
      tree={{
        level: ({ level }) => level,
        folded: (line) => (line.children === 0 ? undefined : !filtered && folded.has(line.id)),
        onFold: (line, fold) => {
          if (!filtered) onFold(line, fold);
        },
      }}
      chosen={opened?.id ?? null}
      onOpen={({ id }) => change({ organization: id })}
      actions={add}
      filters={<Filters filters={filters} change={change} />}
      empty={
        <Empty title={t("organizations.emptyFiltered")}>
          <Button onClick={() => change({ q: null, kind: null, state: null })}>{t("cameras.clear")}</Button>
        </Empty>
      }
    >
      {opened !== undefined && (
        <OrganizationPanel
          key={opened.id}
          organization={opened}
          lines={lines}
          onAdd={() => setParent(opened)}
          onOpen={(id) => change({ organization: id })}
          onClose={() => change({ organization: null })}
        />
      )}
      {parent !== null && (
        <OrganizationForm
          parent={parent}
          onClose={(added) => {
            setParent(null);
            if (added !== undefined) change({ organization: added.id });
          }}
        />
      )}
    </ListPage>
  );
}

type Filter = Record<"q" | "kind" | "state", string | null>;

function fits(row: Organization, { q, kind, state }: Filter): boolean {
  const named = q === null || `${row.name_zh} ${row.name_en}`.toLowerCase().includes(q.toLowerCase());
  return named && (kind === null || row.kind === kind) && (state === null || row.state === state);
}

function Filters({ filters, change }: { filters: Filter; change: (changes: Partial<Filter>) => void }) {
  const { t } = useTranslation();
  return (
    <>
      <SearchField value={filters.q} placeholder={t("organizations.search")} onSearch={(q) => change({ q })} />
      <Select
        aria-label={t("organizations.columns.kind")}
        className="filter"
        value={filters.kind ?? ""}
        options={[{ value: "", label: t("organizations.anyKind") }, ...KINDS.map((value) => ({ value, label: t(`organizations.kind.${value}`) }))]}
        onChange={(kind) => change({ kind: kind || null })}
      />
      <Select
        aria-label={t("common.state")}
        className="filter"
        value={filters.state ?? ""}
        options={[{ value: "", label: t("cameras.anyState") }, ...ORGANIZATION_STATES.map((value) => ({ value, label: t(`organizations.state.${value}`) }))]}
        onChange={(state) => change({ state: state || null })}
      />
    </>
  );
}

function useColumns(folded: ReadonlySet<string>, onFold: ((line: Line, fold: boolean) => void) | undefined): Column<Line>[] {
  const { t } = useTranslation();
  const text = useText();
  return [
    {
      key: "name",
      title: t("organizations.columns.name"),
      width: "minmax(240px, 3fr)",
      render: (line) => (
        <div className="organization-name" style={{ paddingInlineStart: line.level * INDENT_PX }}>
          <Fold line={line} folded={folded.has(line.id)} onFold={onFold} />
          <span className="clip strong">{text(line.row, "name")}</span>
        </div>
      ),
    },
    { key: "kind", title: t("organizations.columns.kind"), width: "120px", render: ({ row }) => <KindTag kind={row.kind} /> },
    {
      key: "below",
      title: t("organizations.columns.below"),
      width: "88px",
      end: true,
      render: (line) => (line.below === 0 ? <span className="quiet">–</span> : line.below),
    },
    { key: "state", title: t("common.state"), width: "minmax(120px, 1fr)", render: ({ row }) => <OrganizationState state={row.state} /> },
  ];
}

function Fold({ line, folded, onFold }: { line: Line; folded: boolean; onFold: ((line: Line, fold: boolean) => void) | undefined }) {
  const { t } = useTranslation();
  if (line.children === 0 || onFold === undefined) return <span className="organization-fold" />;
  return (
    <Button
      className="organization-fold"
      type="text"
      size="small"
      tabIndex={-1}
      icon={folded ? <CaretRightOutlined /> : <CaretDownOutlined />}
      aria-label={folded ? t("organizations.unfold") : t("organizations.fold")}
      onClick={() => onFold(line, !folded)}
    />
  );
}
