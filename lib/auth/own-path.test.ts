import { expect, test } from "vitest";
import { ownPath } from "./own-path";

test.each([
  ["/orders/7?t=1", "/orders/7?t=1"],
  ["/trail", "/trail"],
])("%s is a path of this origin", (next, path) => expect(ownPath(next)).toBe(path));

test.each([
  undefined,
  ["/orders", "/trail"],
  "",
  "orders",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "/sign-in?next=/x",
  "/set-up",
  `/${"x".repeat(3000)}`,
])("%s leads home", (next) => expect(ownPath(next)).toBe("/sessions"));
