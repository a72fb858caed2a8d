import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { DomainError } from "@/lib/domain/errors";
import { counted } from "@/lib/format/count";
import { cancelOrder } from "@/lib/services/cancel-order";
import type { Context } from "@/lib/services/context";
import { requestOrder } from "@/lib/services/request-order";
import type { ExitCode } from "./run-command";
import { type Output, watchOrder } from "./watch-order";

export const ORDERS_USAGE = `curfew orders: ask for an end of sessions, watch it, take it back

  curfew orders create --reason TEXT  with one of
         --associate ID[,ID…]   everything they have open
         --host ID[,ID…]        everything on these hosts
         --session ID[,ID…]     live sessions by their ids
         --query TEXT           what the query of the Sessions page matches, such as "state:idle host:TS-*"
         [--verb log_off|force|disconnect|message] [--message TEXT] [--grace SECONDS] [--ticket TEXT] [--watch]
  curfew orders watch ID        its states, as they change, until it is settled
  curfew orders cancel ID       take back what no host has accepted yet

  --json   one JSON object a line for machines
  Exit 0: all is as it was asked for. 1: something failed, and is told. 2: nothing was done.`;

const options = {
  reason: { type: "string" },
  ticket: { type: "string" },
  verb: { type: "string" },
  message: { type: "string" },
  grace: { type: "string" },
  associate: { type: "string" },
  host: { type: "string" },
  session: { type: "string" },
  query: { type: "string" },
  watch: { type: "boolean" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;
type Flags = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>["values"];

/** `curfew orders …` */
export async function runOrders(ctx: Context, argv: readonly string[], output: Output): Promise<ExitCode> {
  const { values: flags, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
  const [verb, id] = positionals;
  if (flags.help || !verb) {
    output.out(ORDERS_USAGE);
    return flags.help ? 0 : 2;
  }
  const isJson = flags.json ?? false;
  switch (verb) {
    case "create":
      return create(ctx, flags, output);
    case "watch":
      return watchOrder(ctx, requireOrderId(id), { ...output, isJson });
    case "cancel": {
      const done = await cancelOrder(ctx, { orderId: requireOrderId(id) });
      const words = `Order ${done.orderId}: ${counted(done.cancelled, "target")} taken back, ${done.tooLate} too late.`;
      output.out(isJson ? JSON.stringify(done) : words);
      return done.tooLate > 0 ? 1 : 0;
    }
    default:
      throw new DomainError(
        "invalid_input",
        `There is no command "orders ${verb}". curfew orders --help lists them.`,
      );
  }
}

async function create(ctx: Context, flags: Flags, output: Output): Promise<ExitCode> {
  const made = await requestOrder(ctx, {
    requestKey: randomUUID(),
    targets: targetsOf(flags),
    reason: flags.reason ?? "",
    ...(flags.verb === undefined ? {} : { verb: flags.verb }),
    ...(flags.ticket === undefined ? {} : { ticket: flags.ticket }),
    ...(flags.message === undefined ? {} : { message: flags.message }),
    ...(flags.grace === undefined ? {} : { graceSeconds: Number(flags.grace) }),
    requestedThrough: "cli",
  });
  const { orderId, targets, droppedCounts, approvalWhy } = made;
  const leftOut = Object.entries(droppedCounts).map(([why, n]) => `, ${n} left out (${why})`);
  const waits = approvalWhy === null ? "" : ` It waits for a second operator: ${approvalWhy}`;
  const words = `Order ${orderId}: ${counted(targets, "target")}${leftOut.join("")}.${waits}`;
  output.out(flags.json ? JSON.stringify(made) : words);
  return flags.watch ? watchOrder(ctx, orderId, { ...output, isJson: flags.json ?? false }) : 0;
}

function targetsOf({ associate, host, session, query }: Flags) {
  const given = [associate, host, session, query].filter((flag) => flag !== undefined);
  if (given.length !== 1) {
    throw new DomainError(
      "invalid_input",
      "Say whose sessions: one of --associate, --host, --session, --query.",
    );
  }
  if (associate !== undefined) return { kind: "associates", ids: partsOf(associate).map(Number) };
  if (host !== undefined) return { kind: "hosts", ids: partsOf(host).map(Number) };
  if (session !== undefined) return { kind: "sessions", ids: partsOf(session) };
  return { kind: "filter", query };
}

function partsOf(text: string): string[] {
  return text.split(",").map((part) => part.trim());
}

function requireOrderId(text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,9}$/.test(text) && Number(text) <= 2_147_483_647) return Number(text);
  throw new DomainError("invalid_input", "Name the order by its number, as in curfew orders watch 1042.");
}
