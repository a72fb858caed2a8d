import type { Table } from "./table-file";

/** One object a line, for machines: values as they are, instants in ISO 8601 UTC. */
export async function* ndjsonRows({ columns, rows }: Table): AsyncGenerator<string> {
  for await (const row of rows) {
    const entries = columns.map(({ name, kind }, i) => {
      const value = row[i] ?? null;
      return [name, kind === "instant" && value !== null ? new Date(Number(value)).toISOString() : value];
    });
    yield `${JSON.stringify(Object.fromEntries(entries))}\n`;
  }
}
