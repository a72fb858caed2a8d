import { expect, test } from "vitest";
import { shipperConfigs } from "./shipper-configs";

const TOKEN = `cf_api_${"x".repeat(43)}`;

test("every configuration holds the token and leads to the gateway", () => {
  for (const { name, text } of shipperConfigs("http://gate.example:3001", TOKEN)) {
    expect(text, name).toContain(TOKEN);
    expect(text, name).toContain("gate.example");
    expect(text, name).toMatch(/3001/);
    expect(text, name).not.toContain("undefined");
  }
});

test("behind https the port and the protection follow", () => {
  const texts = new Map(shipperConfigs("https://gate.example", TOKEN).map(({ name, text }) => [name, text]));
  expect(texts.get("rsyslog")).toContain(`serverport="443" usehttps="on"`);
  expect(texts.get("Fluent Bit")).toMatch(/Port +443\n +TLS +On/);
});

test("syslog-ng is told to keep what it reads in its own words", () => {
  const text = shipperConfigs("http://gate.example:3001", TOKEN).find(
    ({ name }) => name === "syslog-ng",
  )?.text;
  expect(text).toContain(`body("{\\"create\\":{}}\\n\${MESSAGE}") body-suffix("\\n") delimiter("\\n")`);
});
