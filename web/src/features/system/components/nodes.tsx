/** The machines of the cluster: which leads, and how many spare processes wait on each. */
import { CheckCircleFilled, HourglassOutlined, WarningFilled } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import type { System } from "@/api/types";
import { StateTag } from "@/components/state-tag";
import { useFigure } from "@/features/system/components/counts";

type Node = System["nodes"][number];
const COLUMNS = ["node", "role", "cpus", "workers", "spares", "cameras"] as const;
const END: readonly string[] = ["cpus", "workers", "spares", "cameras"];

export function Nodes({ system: { nodes, workers, leads } }: { system: System }) {
  const { t } = useTranslation();
  const figure = useFigure();
  if (nodes.length === 0) return null;
  const on = (node: Node) => workers.filter((worker) => worker.node_id === node.id);
  return (
    <section className="section">
      <h2>{t("system.nodes")}</h2>
      <table className="table table-narrow">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col" className={END.includes(column) ? "end" : undefined}>
                {column === "workers" ? t("system.workers") : t(`system.columns.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <tr key={node.id}>
              <td>
                <code>{node.host}</code>
              </td>
              <td>
                <Role node={node} leads={leads} />
              </td>
              <td className="end">{figure(node.cpus)}</td>
              <td className="end">{figure(on(node).length)}</td>
              <td className="end">{figure(node.spares)}</td>
              <td className="end">{figure(on(node).reduce((total, worker) => total + worker.cameras, 0))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Role({ node, leads }: { node: Node; leads: boolean }) {
  const { t } = useTranslation();
  if (!node.answers) return <StateTag tone="act" icon={<WarningFilled />}>{t("system.role.silent")}</StateTag>;
  if (!node.head) return <StateTag tone="good" icon={<CheckCircleFilled />}>{t("system.role.worker")}</StateTag>;
  if (!leads) return <StateTag tone="plain" icon={<HourglassOutlined />}>{t("system.role.standby")}</StateTag>;
  return <StateTag tone="good" icon={<CheckCircleFilled />}>{t("system.role.leads")}</StateTag>;
}
