import type { Actor } from "@/lib/domain/actor";
import type { PreviewRow } from "@/lib/domain/order-preview";
import type { Tx } from "./database";

/** Who looks at a preview for longer looks again. */
const KEEP_MS = 60 * 60_000;

export interface KeptPreview {
  readonly hash: string;
  readonly madeBy: Actor;
  readonly madeAt: Date;
  readonly asked: unknown;
  readonly rows: readonly PreviewRow[];
}

export async function keepPreview(tx: Tx, preview: KeptPreview): Promise<void> {
  const { hash, madeBy, madeAt, asked, rows } = preview;
  const packed = JSON.stringify(rows.map(({ id, why, isActive }) => [id, why, isActive]));
  await tx.$executeRaw`DELETE FROM order_preview WHERE made_at < ${new Date(madeAt.getTime() - KEEP_MS)}::timestamptz`;
  await tx.$executeRaw`
    INSERT INTO order_preview (hash, made_by, made_at, asked, rows)
    VALUES (${hash}, ${JSON.stringify(madeBy)}::jsonb, ${madeAt}::timestamptz, ${JSON.stringify(asked)}::jsonb, ${packed}::jsonb)
    ON CONFLICT (hash) DO UPDATE SET made_at = EXCLUDED.made_at`;
}

/** Null when it is too old, or never was. */
export async function findPreview(tx: Tx, hash: string, now: Date): Promise<KeptPreview | null> {
  const found = await tx.orderPreview.findUnique({ where: { hash } });
  if (!found || found.madeAt.getTime() < now.getTime() - KEEP_MS) return null;
  const rows = found.rows as unknown as [string, PreviewRow["why"], boolean][];
  return {
    hash,
    madeBy: found.madeBy as unknown as Actor,
    madeAt: found.madeAt,
    asked: found.asked,
    rows: rows.map(([id, why, isActive]) => ({ id, why, isActive })),
  };
}
