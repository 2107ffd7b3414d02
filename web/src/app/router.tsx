/** Addresses and the pages behind them. */
import { useTranslation } from "react-i18next";
import { createBrowserRouter, Link, Navigate, useRouteError } from "react-router";
import { Gate } from "@/app/gate";
import { usePlaces } from "@/app/navigation";
import { Shell } from "@/app/shell";
import { Empty } from "@/components/empty";
import { Trouble } from "@/components/trouble";

// A setup link carries its token behind a `#`, where no server and no log sees it.
if (window.location.hash.startsWith("#/setup")) window.history.replaceState(null, "", window.location.hash.slice(1));

export const router = createBrowserRouter([
  { path: "/setup", HydrateFallback: Nothing, lazy: async () => ({ Component: (await import("@/features/session/routes/setup-page")).SetupPage }) },
  {
    Component: Gate,
    HydrateFallback: Nothing,
    ErrorBoundary: PageFailed,
    children: [
      {
        Component: Shell,
        children: [
          {
            ErrorBoundary: PageFailed,
            children: [
              { index: true, Component: FirstPlace },
              { path: "review", lazy: async () => ({ Component: (await import("@/features/review/routes/review-page")).ReviewPage }) },
              { path: "events", lazy: async () => ({ Component: (await import("@/features/events/routes/events-page")).EventsPage }) },
              { path: "events/:id", lazy: async () => ({ Component: (await import("@/features/events/routes/event-page")).EventPage }) },
              { path: "statistics", lazy: async () => ({ Component: (await import("@/features/statistics/routes/statistics-page")).StatisticsPage }) },
              { path: "cameras", lazy: async () => ({ Component: (await import("@/features/cameras/routes/cameras-page")).CamerasPage }) },
              { path: "cameras/import", lazy: async () => ({ Component: (await import("@/features/cameras/routes/import-page")).ImportPage }) },
              { path: "cameras/sources", lazy: async () => ({ Component: (await import("@/features/cameras/routes/sources-page")).SourcesPage }) },
              { path: "wall", lazy: async () => ({ Component: (await import("@/features/wall/routes/wall-page")).WallPage }) },
              { path: "algorithms", lazy: async () => ({ Component: (await import("@/features/algorithms/routes/algorithms-page")).AlgorithmsPage }) },
              { path: "versions/:id", lazy: async () => ({ Component: (await import("@/features/evaluation/routes/version-page")).VersionPage }) },
              { path: "leaderboard", lazy: async () => ({ Component: (await import("@/features/evaluation/routes/leaderboard-page")).LeaderboardPage }) },
              { path: "scorecards", lazy: async () => ({ Component: (await import("@/features/scorecards/routes/scorecards-page")).ScorecardsPage }) },
              { path: "statements", lazy: async () => ({ Component: (await import("@/features/statements/routes/statements-page")).StatementsPage }) },
              { path: "compare", lazy: async () => ({ Component: (await import("@/features/evaluation/routes/compare-page")).ComparePage }) },
              { path: "test-sets", lazy: async () => ({ Component: (await import("@/features/test-sets/routes/test-sets-page")).TestSetsPage }) },
              { path: "packages", lazy: async () => ({ Component: (await import("@/features/packages/routes/packages-page")).PackagesPage }) },
              { path: "remote-endpoints", lazy: async () => ({ Component: (await import("@/features/remote-endpoints/routes/endpoints-page")).RemoteEndpointsPage }) },
              { path: "subscriptions", lazy: async () => ({ Component: (await import("@/features/subscriptions/routes/subscriptions-page")).SubscriptionsPage }) },
              { path: "subscriptions/new", lazy: async () => ({ Component: (await import("@/features/subscriptions/routes/subscribe-page")).SubscribePage }) },
              { path: "subscriptions/:id/rule", lazy: async () => ({ Component: (await import("@/features/rules/routes/rule-page")).RulePage }) },
              { path: "cases", lazy: async () => ({ Component: (await import("@/features/cases/routes/cases-page")).CasesPage }) },
              { path: "cases/:id", lazy: async () => ({ Component: (await import("@/features/cases/routes/case-page")).CasePage }) },
              { path: "handling", lazy: async () => ({ Component: (await import("@/features/cases/routes/work-page")).WorkPage }) },
              { path: "handling/:id", lazy: async () => ({ Component: (await import("@/features/cases/routes/work-case-page")).WorkCasePage }) },
              { path: "dictionary", lazy: async () => ({ Component: (await import("@/features/dictionary/routes/dictionary-page")).DictionaryPage }) },
              { path: "emergencies", lazy: async () => ({ Component: (await import("@/features/emergency/routes/emergencies-page")).EmergenciesPage }) },
              { path: "emergency-levels", lazy: async () => ({ Component: (await import("@/features/emergency/routes/levels-page")).LevelsPage }) },
              { path: "water", lazy: async () => ({ Component: (await import("@/features/water/routes/water-page")).WaterPage }) },
              { path: "resources", lazy: async () => ({ Component: (await import("@/features/resources/routes/resources-page")).ResourcesPage }) },
              { path: "assignments", lazy: async () => ({ Component: (await import("@/features/assignments/routes/assignments-page")).AssignmentsPage }) },
              { path: "kpis", lazy: async () => ({ Component: (await import("@/features/kpis/routes/kpis-page")).KpisPage }) },
              { path: "places", lazy: async () => ({ Component: (await import("@/features/places/routes/places-page")).PlacesPage }) },
              { path: "responsibilities", lazy: async () => ({ Component: (await import("@/features/responsibilities/routes/responsibilities-page")).ResponsibilitiesPage }) },
              { path: "sinks", lazy: async () => ({ Component: (await import("@/features/sinks/routes/sinks-page")).SinksPage }) },
              { path: "calendar", lazy: async () => ({ Component: (await import("@/features/calendar/routes/calendar-page")).CalendarPage }) },
              { path: "organizations", lazy: async () => ({ Component: (await import("@/features/organizations/routes/organizations-page")).OrganizationsPage }) },
              { path: "roles", lazy: async () => ({ Component: (await import("@/features/roles/routes/roles-page")).RolesPage }) },
              { path: "approvals", lazy: async () => ({ Component: (await import("@/features/approvals/routes/approvals-page")).ApprovalsPage }) },
              { path: "quotas", lazy: async () => ({ Component: (await import("@/features/quotas/routes/quotas-page")).QuotasPage }) },
              { path: "audit", lazy: async () => ({ Component: (await import("@/features/audit/routes/audit-page")).AuditPage }) },
              { path: "system", lazy: async () => ({ Component: (await import("@/features/system/routes/system-page")).SystemPage }) },
              { path: "users", lazy: async () => ({ Component: (await import("@/features/users/routes/users-page")).UsersPage }) },
              { path: "account", lazy: async () => ({ Component: (await import("@/features/account/routes/account-page")).AccountPage }) },
              { path: "*", Component: Nowhere },
            ],
          },
        ],
      },
    ],
  },
]);

/** While the first page's code is on its way. */
function Nothing() {
  return null;
}

function FirstPlace() {
  const { t } = useTranslation();
  const [first] = usePlaces();
  if (first === undefined) return <Empty title={t("nav.nothing")} />;
  return <Navigate to={first.path} replace />;
}

function Nowhere() {
  const { t } = useTranslation();
  return (
    <Empty title={t("errors.notFound")} hint={t("errors.notFoundHint")}>
      <Link to="/">{t("errors.home")}</Link>
    </Empty>
  );
}

function PageFailed() {
  const error = useRouteError();
  return (
    <div className="page-body">
      <Trouble error={error} onRetry={() => window.location.reload()} />
    </div>
  );
}
