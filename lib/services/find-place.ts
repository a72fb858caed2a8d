import "server-only";
import type { Context } from "./context";
import { requirePermission } from "./require-permission";

const LONGEST = 200;

/** The page that the text means: an order's number, a SID, a host, an associate; else the sessions that match it. */
export async function findPlace(ctx: Context, text: string): Promise<string> {
  requirePermission(ctx.actor, "session.read");
  const wanted = text.trim().slice(0, LONGEST);
  const elsewhere = `/sessions?q=${encodeURIComponent(wanted)}`;
  if (wanted === "" || wanted.includes("\0")) return "/sessions";
  return (
    (await findOrder(ctx, wanted)) ??
    (await findHost(ctx, wanted)) ??
    (await findAssociate(ctx, wanted)) ??
    elsewhere
  );
}

async function findOrder(ctx: Context, wanted: string): Promise<string | null> {
  const digits = /^(?:order[ :#]*|#)?(\d{1,9})$/i.exec(wanted)?.[1];
  if (digits === undefined) return null;
  const order = await ctx.db.prisma.logoffOrder.findUnique({
    where: { id: Number(digits) },
    select: { id: true },
  });
  return order ? `/orders/${order.id}` : null;
}

async function findHost(ctx: Context, wanted: string): Promise<string | null> {
  const host = await ctx.db.prisma.host.findFirst({
    where: { OR: [{ name: { equals: wanted, mode: "insensitive" } }, { machineId: wanted.toLowerCase() }] },
    select: { id: true },
  });
  return host ? `/hosts/${host.id}` : null;
}

/** By handle, by full name, by account (`CORP\a.novak`) or by SID. */
async function findAssociate(ctx: Context, wanted: string): Promise<string | null> {
  const [domain, accountName] = wanted.includes("\\") ? wanted.split("\\", 2) : [undefined, wanted];
  const insensitive = (text: string) => ({ equals: text, mode: "insensitive" as const });
  const account = {
    ...(domain ? { domain: insensitive(domain) } : {}),
    name: insensitive(accountName ?? ""),
  };
  const associate = await ctx.db.prisma.associate.findFirst({
    where: {
      OR: [
        { name: insensitive(wanted) },
        { fullName: insensitive(wanted) },
        { accounts: { some: { OR: [{ key: insensitive(wanted) }, account] } } },
      ],
    },
    select: { id: true },
  });
  return associate ? `/associates/${associate.id}` : null;
}
