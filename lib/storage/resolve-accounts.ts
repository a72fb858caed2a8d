import type { Database, Tx } from "./database";

export interface AccountFacts {
  readonly key: string;
  readonly domain: string;
  readonly name: string;
  /** Of the person, where the host knows it. */
  readonly displayName: string;
  /** A person's account gets an associate; a service's does not. */
  readonly isPerson: boolean;
}

export interface ResolvedAccount {
  readonly id: number;
  readonly associateId: number | null;
}

/**
 * Accounts by key, made where they are new, each new one of a person with an associate of its own. Keys are sorted, so
 * that two hosts that meet the same people at once wait for each other instead of locking up.
 */
export async function resolveAccounts(
  tx: Tx,
  wanted: readonly AccountFacts[],
  now: Date,
): Promise<Map<string, ResolvedAccount>> {
  const byKey = new Map(wanted.map((facts) => [facts.key, facts]));
  const keys = [...byKey.keys()].sort();
  if (keys.length === 0) return new Map();
  const known = await findAccounts(tx, keys);
  const missing = keys.filter((key) => !known.has(key)).flatMap((key) => byKey.get(key) ?? []);
  if (missing.length === 0) return known;
  const made = await tx.account.createManyAndReturn({
    data: missing.map(({ key, domain, name }) => ({ key, domain, name, createdAt: now })),
    skipDuplicates: true,
    select: { id: true, key: true },
  });
  const people = made
    .map(({ id, key }) => ({ id, facts: byKey.get(key) }))
    .flatMap(({ id, facts }) => (facts?.isPerson ? [{ id, facts }] : []));
  await giveAssociates(tx, people, now);
  return findAccounts(tx, keys);
}

/** Of those that are known. Asked for every batch of a log, which nearly always brings people who are. */
export async function findAccountIds(
  { pool }: Database,
  keys: readonly string[],
): Promise<Map<string, number>> {
  if (keys.length === 0) return new Map();
  const { rows } = await pool.query<{ id: number; key: string }>({
    name: "account-ids",
    text: "SELECT id, key FROM account WHERE key = ANY($1::text[])",
    values: [keys],
  });
  return new Map(rows.map(({ id, key }) => [key, id]));
}

async function findAccounts(tx: Tx, keys: readonly string[]): Promise<Map<string, ResolvedAccount>> {
  const rows = await tx.account.findMany({
    where: { key: { in: [...keys] } },
    select: { id: true, key: true, associateId: true },
  });
  return new Map(rows.map(({ key, ...account }) => [key, account]));
}

async function giveAssociates(
  tx: Tx,
  people: readonly { id: number; facts: AccountFacts }[],
  now: Date,
): Promise<void> {
  if (people.length === 0) return;
  const json = JSON.stringify(
    people.map(({ id, facts }) => ({ id, name: facts.name, full: facts.displayName || facts.name })),
  );
  await tx.$executeRaw`
    WITH person AS MATERIALIZED (
      SELECT row.*, nextval(pg_get_serial_sequence('associate', 'id'))::int AS associate_id
      FROM json_to_recordset(${json}::json) AS row(id int, name text, "full" text)
    ),
    made AS (
      INSERT INTO associate (id, name, full_name, created_at)
      SELECT associate_id, name, "full", ${now}::timestamptz FROM person
    )
    UPDATE account SET associate_id = person.associate_id FROM person WHERE account.id = person.id`;
}
