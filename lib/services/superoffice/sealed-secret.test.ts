import { expect, test } from "vitest";
import { makeSealingKey, openSecret, sealSecret } from "./sealed-secret";

const { publicKey, privateKey } = makeSealingKey();

test("what is sealed is opened by its key and for its purpose alone, and never looks the same twice", () => {
  const sealed = sealSecret(publicKey, "SOTicket 7T:øå", "for A");
  expect(openSecret(privateKey, sealed, "for A")).toBe("SOTicket 7T:øå");
  expect(openSecret(privateKey, sealed, "for B")).toBeNull();
  expect(openSecret(makeSealingKey().privateKey, sealed, "for A")).toBeNull();
  expect(sealSecret(publicKey, "SOTicket 7T:øå", "for A")).not.toBe(sealed);
  expect(sealed).not.toContain("SOTicket");
});

test("what was altered or is no seal does not open", () => {
  const sealed = sealSecret(publicKey, "Bearer abc", "for A");
  const parts = sealed.split(".");
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? "";
    const other = part.startsWith("A") ? "B" : "A";
    const altered = parts.with(i, other + part.slice(1)).join(".");
    expect(openSecret(privateKey, altered, "for A"), `part ${i}`).toBeNull();
  }
  for (const text of ["", "v1", "v1....", "v1.a.b.c.d", "Bearer abc", parts.slice(0, 4).join(".")]) {
    expect(openSecret(privateKey, text, "for A"), text).toBeNull();
  }
});
