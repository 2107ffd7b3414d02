import { expect, test } from "vitest";
import { newSink } from "@/features/sinks/api/form";

test("only the options of its kind are sent, and none that was left empty", () => {
  const made = newSink({ kind: "open311", name: "市平台", url: "https://a.test", secret: "k", service: "", poll_minutes: 0, mode: "binary" }, "zh");
  expect(made).toEqual({ kind: "open311", name: "市平台", url: "https://a.test", secret: "k", sign_secret: null, audiences: ["cases"], options: { poll_minutes: 0 } });
});

test("a robot has no address but its secret, and speaks the language of who added it", () => {
  const made = newSink({ kind: "wecom", name: "群", secret: "https://robot.test/send?key=1" }, "en");
  expect(made).toMatchObject({ url: "", secret: "https://robot.test/send?key=1", options: { language: "en" } });
});
