import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import type { OutgoingAlert } from "@/lib/services/deliver-alerts";
import { mailSender, mailServer, mailSettings } from "./send-mail";

const alert: OutgoingAlert = {
  id: "alert-7-1",
  kind: "order.missed",
  at: new Date("2026-11-20T14:02:07Z"),
  title: "Order 7 missed 1 of 2 sessions\r\nBcc: evil@example.org",
  text: "1 failed. Zoë asked for it.",
  url: "https://curfew.example/orders/7",
  facts: { kind: "test", by: "x" },
};
let server: SMTPServer | undefined;
afterEach(async () => {
  const closing = server;
  server = undefined;
  if (closing) await new Promise<void>((resolve) => closing.close(() => resolve()));
});

async function startServer(refuses: readonly string[] = []) {
  const got: { to: string[]; user: string; text: string }[] = [];
  const running = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: (auth, _session, done) =>
      auth.password === "right" ? done(null, { user: auth.username }) : done(new Error("wrong password")),
    onRcptTo: ({ address }, _session, done) =>
      done(refuses.includes(address) ? new Error("no such mailbox") : null),
    onData(stream, session, done) {
      let text = "";
      stream.on("data", (part) => {
        text += part;
      });
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        got.push({ to, user: String(session.user ?? ""), text });
        done(null, "2.0.0 taken");
      });
    },
  });
  server = running;
  await new Promise<void>((resolve) => running.listen(0, "127.0.0.1", resolve));
  const { port } = running.server.address() as AddressInfo;
  return { got, port };
}

test("mail arrives, under one's name, with nothing injected into its head", async () => {
  const { got, port } = await startServer();
  const sender = mailSender({ url: `smtp://curfew:right@127.0.0.1:${port}`, from: "curfew@example.org" });
  const outcome = await sender.send("ann@example.org\nbea@example.org", alert);
  sender.close();
  expect(outcome).toMatchObject({ ok: true });
  expect(got).toHaveLength(1);
  const [mail] = got;
  expect(mail).toMatchObject({ to: ["ann@example.org", "bea@example.org"], user: "curfew" });
  const head = mail?.text.split("\r\n\r\n")[0]?.replace(/\r\n[ \t]/g, " ") ?? "";
  expect(head).toContain("Subject: Curfew: Order 7 missed 1 of 2 sessions Bcc: evil@example.org");
  expect(head).not.toMatch(/^Bcc:/m);
  expect(head).toContain("Auto-Submitted: auto-generated");
  expect(mail?.text).toContain("https://curfew.example/orders/7");
});

test("refused: a wrong password, a mailbox that is not there, a server that is away", async () => {
  const { got, port } = await startServer(["bea@example.org"]);
  const wrong = mailSender({ url: `smtp://curfew:wrong@127.0.0.1:${port}`, from: "curfew@example.org" });
  await expect(wrong.send("ann@example.org", alert)).rejects.toThrow(/wrong password|535/);
  const some = mailSender({ url: `smtp://127.0.0.1:${port}`, from: "curfew@example.org" });
  const outcome = await some.send("ann@example.org\nbea@example.org", alert);
  expect(outcome).toMatchObject({ ok: false, isFinal: true });
  expect(outcome.answer).toContain("bea@example.org");
  expect(got).toHaveLength(1);
  const away = mailSender({ url: "smtp://127.0.0.1:1", from: "curfew@example.org" });
  await expect(away.send("ann@example.org", alert)).rejects.toThrow("ECONNREFUSED");
});

test("the settings are read at the start, and said to be wrong in words", async () => {
  expect(mailSettings({})).toBeNull();
  const url = "smtps://u:secret@mail.example:465";
  const settings = mailSettings({ CURFEW_SMTP_URL: url, CURFEW_MAIL_FROM: "c@example.org" });
  expect(settings && mailServer(settings)).toBe("mail.example:465");
  expect(() => mailSettings({ CURFEW_SMTP_URL: "mail.example" })).toThrow("CURFEW_SMTP_URL");
  expect(() => mailSettings({ CURFEW_SMTP_URL: url })).toThrow("CURFEW_MAIL_FROM");
  const outcome = await mailSender(null).send("ann@example.org", alert);
  expect(outcome.answer).toContain("CURFEW_SMTP_URL");
});
