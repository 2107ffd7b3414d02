/** Short names for what the API answers; all of them come from the generated schema. */
import type { Readable } from "openapi-typescript-helpers";
import type { paths } from "@/api/schema";

type Json<Response> = Response extends { content: { "application/json": infer Body } } ? Readable<Body> : never;
type Answer<Path extends keyof paths, Verb extends keyof paths[Path], Status extends number = 200> =
  paths[Path][Verb] extends { responses: infer All } ? Json<All[Status & keyof All]> : never;
type Body<Path extends keyof paths, Verb extends keyof paths[Path]> =
  paths[Path][Verb] extends { requestBody: { content: { "application/json": infer Sent } } } ? Sent : never;
type Item<List> = List extends { items: (infer Row)[] } ? Row : never;

export type Page<Row> = { items: Row[]; next_cursor: string | null; count: number; count_capped: boolean };

export type Me = Answer<"/api/v1/session", "get">;
export type Camera = Item<Answer<"/api/v1/cameras", "get">>;
export type CameraNew = Body<"/api/v1/cameras", "post">;
export type CameraImport = Item<Answer<"/api/v1/camera-imports", "get">>;
export type ImportStart = Body<"/api/v1/camera-imports/{import_id}/start", "post">;
export type ImportPreview = Answer<"/api/v1/camera-imports/{import_id}/preview", "get">;
export type ImportFault = Item<Answer<"/api/v1/camera-imports/{import_id}/faults", "get">>;
export type CameraSource = Item<Answer<"/api/v1/camera-sources", "get">>;
export type CameraSourceNew = Body<"/api/v1/camera-sources", "post">;
export type CameraSourceChange = Body<"/api/v1/camera-sources/{source_id}", "patch">;
export type CameraTrial = Answer<"/api/v1/cameras/test", "post">;
export type CameraLookup = Answer<"/api/v1/cameras/lookup", "post">;
export type CameraFound = Body<"/api/v1/cameras/from-lookup", "post">;
export type CameraChange = Body<"/api/v1/cameras/{camera_id}", "patch">;
export type Algorithm = Item<Answer<"/api/v1/algorithms", "get">>;
export type AlgorithmDetail = Answer<"/api/v1/algorithms/{algorithm_id}", "get">;
export type Subscription = Item<Answer<"/api/v1/subscriptions", "get">>;
export type SubscriptionNew = Body<"/api/v1/subscriptions", "post">;
export type SubscriptionChange = Body<"/api/v1/subscriptions/{subscription_id}", "patch">;
export type Event = Item<Answer<"/api/v1/events", "get">>;
export type EventDetail = Answer<"/api/v1/events/{event_id}", "get">;
export type Detection = EventDetail["detections"][number];
export type Verdict = Answer<"/api/v1/events/{event_id}/verdicts", "post", 201>;
export type RejectReason = Answer<"/api/v1/reject-reasons", "get">[number];
export type Viewing = Answer<"/api/v1/viewings", "post", 201>;
export type Case = Item<Answer<"/api/v1/cases", "get">>;
export type Delivery = Case["deliveries"][number];
export type Sink = Item<Answer<"/api/v1/sinks", "get">>;
export type SinkNew = Body<"/api/v1/sinks", "post">;
export type SinkMade = Answer<"/api/v1/sinks", "post", 201>;
export type User = Item<Answer<"/api/v1/users", "get">>;
export type UserNew = Body<"/api/v1/users", "post">;
export type Organization = Item<Answer<"/api/v1/organizations", "get">>;
export type OrganizationNew = Body<"/api/v1/organizations", "post">;
export type OrganizationChange = Body<"/api/v1/organizations/{organization_id}", "patch">;
export type UserChange = Body<"/api/v1/users/{user_id}", "patch">;
export type UserSession = Item<Answer<"/api/v1/sessions", "get">>;
export type UserToken = Item<Answer<"/api/v1/tokens", "get">>;
export type TokenNew = Body<"/api/v1/tokens", "post">;
export type TokenMade = Answer<"/api/v1/tokens", "post", 201>;
export type Account = Answer<"/api/v1/account", "get">;
export type AccountChange = Body<"/api/v1/account", "patch">;
export type RoleName = UserNew["roles"][number];
export type AuditLine = Item<Answer<"/api/v1/audit", "get">>;
export type RoleGrants = Item<Answer<"/api/v1/roles", "get">>;
export type Quotas = Item<Answer<"/api/v1/quotas", "get">>;
export type Quota = Quotas["quotas"][number];
export type QuotaChange = Body<"/api/v1/organizations/{organization_id}/quotas", "patch">;
export type Approval = Item<Answer<"/api/v1/approvals", "get">>;
export type ApprovalDetail = Answer<"/api/v1/approvals/{approval_id}", "get">;
export type VoteNew = Body<"/api/v1/approvals/{approval_id}/votes", "post">;
export type Spell = Item<Answer<"/api/v1/cameras/{camera_id}/states", "get">>;
export type System = Answer<"/api/v1/system", "get">;
export type Worker = System["workers"][number];
