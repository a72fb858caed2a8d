import type { DoorAnswer, DoorRequest } from "./door";

/** What has happened since this gateway started. */
export class DoorCounts {
  added = 0;
  known = 0;
  skipped = 0;
  rejected = 0;
  /** Sockets that were closed in place of an answer. */
  closed = 0;
  readonly answers = new Map<number, number>();

  answered(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }
}

/** In the text format of Prometheus. */
export function metrics({ doors }: DoorRequest): DoorAnswer {
  const { counts, intake, commits } = doors;
  const answers = [...counts.answers].sort(([a], [b]) => a - b);
  const lines = [
    ...metric(
      "curfew_ingest_records_total",
      "counter",
      "Records that shippers sent, by what became of them.",
      [
        [`{result="added"}`, counts.added],
        [`{result="known"}`, counts.known],
        [`{result="skipped"}`, counts.skipped],
        [`{result="rejected"}`, counts.rejected],
      ],
    ),
    ...metric("curfew_ingest_answers_total", "counter", "Answers to shippers, by status.", [
      ...answers.map(([status, n]) => [`{status="${status}"}`, n] as const),
    ]),
    ...metric("curfew_ingest_closed_total", "counter", "Requests that were closed unanswered.", [
      ["", counts.closed],
    ]),
    ...metric("curfew_ingest_requests", "gauge", "Requests of shippers that are held now.", [
      ["", intake.requests],
    ]),
    ...metric("curfew_ingest_held_bytes", "gauge", "Bytes of them that are in memory.", [["", intake.bytes]]),
    ...metric("curfew_ingest_waiting", "gauge", "Requests that wait for their commit.", [
      ["", commits.length],
    ]),
    ...metric("process_resident_memory_bytes", "gauge", "Memory of this gateway.", [
      ["", process.memoryUsage.rss()],
    ]),
  ];
  return {
    status: 200,
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    body: `${lines.join("\n")}\n`,
  };
}

function metric(
  name: string,
  type: "counter" | "gauge",
  help: string,
  values: readonly (readonly [string, number])[],
): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...values.map(([labels, value]) => `${name}${labels} ${value}`),
  ];
}
