import { LOGS } from "@/lib/domain/audit-event";
import type { RecordRef } from "@/lib/domain/ending";
import type { TargetState } from "@/lib/domain/target-state";
import type { Database } from "./database";
import { unpackRaw } from "./unpack-raw";

/** As JSON has it: instants are text. */
export interface TargetEvidence {
  readonly id: number;
  readonly state: TargetState;
  readonly stateAt: string;
  readonly detail: string;
  readonly commandId: string;
  readonly host: string;
  readonly associate: string | null;
  readonly account: string;
  readonly domain: string;
  readonly fence: Readonly<Record<string, string | null>>;
  readonly warning: "shown" | "not_shown" | null;
  readonly warnedAt: string | null;
  readonly goneAt: string | null;
  readonly provedAt: string | null;
  readonly evidence: RecordRef | null;
  readonly notices: readonly {
    readonly kind: string;
    readonly state: string;
    readonly toldAt: string | null;
  }[];
  readonly steps: readonly {
    readonly state: TargetState;
    readonly at: string;
    readonly source: string;
    readonly detail: string;
  }[];
  readonly record: { readonly raw: unknown; readonly fields: unknown } | null;
}

/** Every target of an order with its fence, its steps and the raw record that proves it, ready to be written as JSON. */
export async function readTargetEvidence(db: Database, orderId: number): Promise<TargetEvidence[]> {
  const { rows } = await db.pool.query<{ target: TargetEvidence }>(
    `SELECT jsonb_build_object(
       'id', t.id, 'state', t.state, 'stateAt', t.state_at, 'detail', t.detail, 'commandId', t.command_id,
       'host', host.name, 'associate', associate.name, 'associateId', t.associate_id,
       'account', account.name, 'domain', account.domain,
       'fence', jsonb_build_object('machineId', t.machine_id, 'bootId', t.boot_key, 'sessionId', t.session_id,
         'logonId', t.logon_id, 'loggedOnAt', t.logged_on_at, 'accountKey', t.account_key),
       'warning', t.warning, 'warnedAt', t.warned_at, 'releaseAt', t.release_at,
       'notices', COALESCE((SELECT jsonb_agg(jsonb_build_object('kind', n.kind, 'commandId', n.command_id, 'dueAt', n.due_at,
           'state', n.state, 'toldAt', n.told_at, 'detail', n.detail) ORDER BY n.due_at)
         FROM target_notice n WHERE n.target_id = t.id), '[]'::jsonb),
       'goneAt', t.gone_at, 'provedAt', t.proved_at, 'evidence', t.evidence,
       'steps', COALESCE((SELECT jsonb_agg(jsonb_build_object('state', s.state, 'at', s.at, 'source', s.source,
           'detail', s.detail, 'evidence', s.evidence) ORDER BY s.id)
         FROM target_step s WHERE s.target_id = t.id), '[]'::jsonb),
       'record', (SELECT jsonb_build_object('log', t.evidence->>'log', 'recordId', e.record_id, 'eventId', e.event_id,
           'at', e.at, 'receivedAt', e.received_at, 'fields', e.fields, 'raw', raw_of(e.raw, e.raw_block, e.raw_line))
         FROM audit_event e
         WHERE e.host_id = t.host_id AND e.log = ($2::jsonb->>(t.evidence->>'log'))::smallint
           AND e.record_id = (t.evidence->>'recordId')::bigint
           AND e.at BETWEEN to_timestamp((t.evidence->>'at')::float8 / 1000 - 1)
             AND to_timestamp((t.evidence->>'at')::float8 / 1000 + 1)
         LIMIT 1)
     ) AS target
     FROM logoff_target t
     JOIN account ON account.id = t.account_id
     JOIN host ON host.id = t.host_id
     LEFT JOIN associate ON associate.id = t.associate_id
     WHERE t.order_id = $1 ORDER BY t.id`,
    [orderId, JSON.stringify(LOGS)],
  );
  const raw = await unpackRaw(
    db,
    rows.map(({ target }) => target.record?.raw ?? null),
  );
  return rows.map(({ target }, i) =>
    target.record ? { ...target, record: { ...target.record, raw: raw[i] } } : target,
  );
}
