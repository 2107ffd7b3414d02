/** The pages of the console: who sees them, where they are, which letter goes there. */
import { ApiOutlined, AppstoreOutlined, BellOutlined, FileTextOutlined, LinkOutlined, TeamOutlined, VideoCameraOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import { useCan } from "@/lib/me";

export type Place = {
  path: string;
  label: "events" | "cameras" | "algorithms" | "subscriptions" | "cases" | "sinks" | "users";
  icon: ReactNode;
  action: string;
  letter: string;
  administration?: boolean;
};

export const PLACES: readonly Place[] = [
  { path: "/events", label: "events", icon: <BellOutlined />, action: "event.read", letter: "e" },
  { path: "/cases", label: "cases", icon: <FileTextOutlined />, action: "case.read", letter: "k" },
  { path: "/cameras", label: "cameras", icon: <VideoCameraOutlined />, action: "camera.read", letter: "c" },
  { path: "/algorithms", label: "algorithms", icon: <AppstoreOutlined />, action: "algorithm.read", letter: "a" },
  { path: "/subscriptions", label: "subscriptions", icon: <LinkOutlined />, action: "subscription.read", letter: "s" },
  { path: "/sinks", label: "sinks", icon: <ApiOutlined />, action: "sink.read", letter: "w", administration: true },
  { path: "/users", label: "users", icon: <TeamOutlined />, action: "user.read", letter: "u", administration: true },
];

export function usePlaces(): readonly Place[] {
  const can = useCan();
  return PLACES.filter((place) => can(place.action));
}
