/** The pages of the console: who sees them, where they are, which letter goes there. */
import {
  AccountBookOutlined,
  AlertOutlined,
  ApartmentOutlined,
  ApiOutlined,
  AppstoreOutlined,
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  BookOutlined,
  CalendarOutlined,
  CheckSquareOutlined,
  CloudServerOutlined,
  CloudUploadOutlined,
  ClusterOutlined,
  DashboardOutlined,
  DesktopOutlined,
  EnvironmentOutlined,
  ExperimentOutlined,
  FileTextOutlined,
  InboxOutlined,
  LineChartOutlined,
  FundOutlined,
  LinkOutlined,
  NodeIndexOutlined,
  SafetyCertificateOutlined,
  ScheduleOutlined,
  SolutionOutlined,
  TableOutlined,
  TeamOutlined,
  ToolOutlined,
  TrophyOutlined,
  VideoCameraOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { RoleName } from "@/api/types";
import { useCan, useMe } from "@/lib/me";

export type Place = {
  path: string;
  label: "review" | "events" | "statistics" | "wall" | "cameras" | "algorithms" | "packages" | "remoteEndpoints" | "subscriptions" | "cases" | "emergencies" | "water" | "resources" | "work" | "dictionary" | "sinks" | "users" | "organizations" | "roles" | "approvals" | "quotas" | "audit" | "system" | "calendar" | "assignments" | "kpis" | "places" | "responsibilities" | "leaderboard" | "testSets" | "levels" | "scorecards" | "statements";
  icon: ReactNode;
  action: string;
  letter: string;
  administration?: boolean;
  /** For this role alone, whoever else may do it. */
  role?: RoleName;
};

export const PLACES: readonly Place[] = [
  { path: "/review", label: "review", icon: <CheckSquareOutlined />, action: "event.claim", letter: "d" },
  { path: "/events", label: "events", icon: <BellOutlined />, action: "event.read", letter: "e" },
  { path: "/statistics", label: "statistics", icon: <BarChartOutlined />, action: "event.read", letter: "i" },
  { path: "/cases", label: "cases", icon: <FileTextOutlined />, action: "case.read", letter: "k" },
  { path: "/handling", label: "work", icon: <ToolOutlined />, action: "case.act", letter: "b", role: "handler" },
  { path: "/emergencies", label: "emergencies", icon: <AlertOutlined />, action: "emergency.read", letter: "x" },
  { path: "/water", label: "water", icon: <LineChartOutlined />, action: "water.read", letter: "p" },
  { path: "/resources", label: "resources", icon: <InboxOutlined />, action: "resource.read", letter: "z" },
  { path: "/assignments", label: "assignments", icon: <NodeIndexOutlined />, action: "assignment.read", letter: "1" },
  { path: "/kpis", label: "kpis", icon: <FundOutlined />, action: "kpi.read", letter: "2" },
  { path: "/cameras", label: "cameras", icon: <VideoCameraOutlined />, action: "camera.read", letter: "c" },
  { path: "/wall", label: "wall", icon: <DesktopOutlined />, action: "camera.picture", letter: "l" },
  { path: "/algorithms", label: "algorithms", icon: <AppstoreOutlined />, action: "algorithm.read", letter: "a" },
  { path: "/leaderboard", label: "leaderboard", icon: <TrophyOutlined />, action: "algorithm.read", letter: "5" },
  { path: "/scorecards", label: "scorecards", icon: <ScheduleOutlined />, action: "scorecard.read", letter: "7" },
  { path: "/statements", label: "statements", icon: <AccountBookOutlined />, action: "statement.read", letter: "8" },
  { path: "/packages", label: "packages", icon: <CloudUploadOutlined />, action: "package.upload", letter: "m" },
  { path: "/subscriptions", label: "subscriptions", icon: <LinkOutlined />, action: "subscription.read", letter: "s" },
  { path: "/test-sets", label: "testSets", icon: <ExperimentOutlined />, action: "test_set.read", letter: "6", administration: true },
  { path: "/approvals", label: "approvals", icon: <SafetyCertificateOutlined />, action: "approval.read", letter: "v", administration: true },
  { path: "/remote-endpoints", label: "remoteEndpoints", icon: <CloudServerOutlined />, action: "remote_endpoint.read", letter: "f", administration: true },
  { path: "/organizations", label: "organizations", icon: <ApartmentOutlined />, action: "organization.read", letter: "o", administration: true },
  { path: "/users", label: "users", icon: <TeamOutlined />, action: "user.read", letter: "u", administration: true },
  { path: "/roles", label: "roles", icon: <TableOutlined />, action: "role.read", letter: "r", administration: true },
  { path: "/quotas", label: "quotas", icon: <DashboardOutlined />, action: "quota.read", letter: "q", administration: true },
  { path: "/sinks", label: "sinks", icon: <ApiOutlined />, action: "sink.read", letter: "w", administration: true },
  { path: "/dictionary", label: "dictionary", icon: <BookOutlined />, action: "matter.read", letter: "n", administration: true },
  { path: "/places", label: "places", icon: <EnvironmentOutlined />, action: "place.read", letter: "3", administration: true },
  { path: "/responsibilities", label: "responsibilities", icon: <SolutionOutlined />, action: "responsibility.read", letter: "4", administration: true },
  { path: "/emergency-levels", label: "levels", icon: <WarningOutlined />, action: "emergency_rules.read", letter: "7", administration: true },
  { path: "/calendar", label: "calendar", icon: <CalendarOutlined />, action: "calendar.read", letter: "y", administration: true },
  { path: "/audit", label: "audit", icon: <AuditOutlined />, action: "audit.read", letter: "t", administration: true },
  { path: "/system", label: "system", icon: <ClusterOutlined />, action: "system.read", letter: "h", administration: true },
];

export function usePlaces(): readonly Place[] {
  const can = useCan();
  const { roles } = useMe().user;
  return PLACES.filter((place) => can(place.action) && (place.role === undefined || roles.includes(place.role)));
}
