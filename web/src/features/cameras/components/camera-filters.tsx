/** The filter bar of the cameras: search and state in sight, the rarer ones a click away, all of it in the address. */
import { DownloadOutlined, FilterOutlined, TableOutlined, EnvironmentOutlined } from "@ant-design/icons";
import { Badge, Button, Dropdown, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { CAMERA_STATES } from "@/components/camera-state";
import { SearchField } from "@/components/search-field";
import { type CameraFilters, type CameraSort, type Change, exportUrl, hiddenOf, SORTS } from "@/features/cameras/api/filters";
import { useCan } from "@/lib/me";

type Props = { filters: CameraFilters; sort: CameraSort; map: boolean; unfolded: boolean; onUnfold: (unfolded: boolean) => void; change: Change };

export function CameraFilterBar({ filters, sort, map, unfolded, onUnfold, change }: Props) {
  const { t } = useTranslation();
  const can = useCan();
  return (
    <>
      <SearchField value={filters.q ?? null} placeholder={t("cameraFilters.search")} onSearch={(q) => change({ q })} />
      <Select
        aria-label={t("common.state")}
        className="filter"
        value={filters.state ?? ""}
        options={[{ value: "", label: t("cameras.anyState") }, ...CAMERA_STATES.map((value) => ({ value, label: t(`cameras.state.${value}`) }))]}
        onChange={(state) => change({ state })}
      />
      <Badge count={hiddenOf(filters).length} size="small" color="var(--accent)">
        <Button icon={<FilterOutlined />} aria-expanded={unfolded} aria-controls="camera-filters" onClick={() => onUnfold(!unfolded)}>
          {t("cameraFilters.more")}
        </Button>
      </Badge>
      {!map && (
        <Select
          aria-label={t("cameraFilters.sort")}
          className="filter"
          popupMatchSelectWidth={false}
          value={sort}
          options={SORTS.map((value) => ({ value, label: t(`cameraFilters.sorts.${value}`) }))}
          onChange={(value) => change({ sort: value === "-created" ? null : value })}
        />
      )}
      <Segmented
        aria-label={t("cameraFilters.view")}
        value={map ? "map" : "list"}
        options={[
          { value: "list", label: t("cameraFilters.list"), icon: <TableOutlined /> },
          { value: "map", label: t("cameraFilters.map"), icon: <EnvironmentOutlined /> },
        ]}
        onChange={(view) => change({ view: view === "map" ? "map" : null, bbox: null })}
      />
      {can("camera.export") && <Export filters={filters} />}
    </>
  );
}

function Export({ filters }: { filters: CameraFilters }) {
  const { t, i18n } = useTranslation();
  const language = i18n.language === "en" ? "en" : "zh";
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: (["csv", "xlsx"] as const).map((format) => ({
          key: format,
          label: (
            <a href={exportUrl(filters, format, language)} download>
              {t(`cameraFilters.${format}`)}
            </a>
          ),
        })),
      }}
    >
      <Button icon={<DownloadOutlined />} title={t("cameraFilters.exportHint")}>
        {t("cameraFilters.export")}
      </Button>
    </Dropdown>
  );
}
