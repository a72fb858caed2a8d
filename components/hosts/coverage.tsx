import { type BaselineRow, compareAuditPolicy } from "@/lib/domain/audit-baseline";
import { toReportedPolicy } from "@/lib/domain/reported-policy";

interface CoverageProps {
  readonly platform: string;
  readonly policy: unknown;
}

const MARK = { met: "", partial: "p", off: "o", unknown: "u" } as const;
const WORDS = { met: "as recommended", partial: "in part", off: "off", unknown: "not read" } as const;

/** The six subcategories of the baseline in their order: filled, half, hollow, or hatched where nobody read them. */
export function Coverage({ platform, policy }: CoverageProps) {
  if (platform !== "windows") return <span className="quiet">journal, no policy to set</span>;
  const rows = compareAuditPolicy(toReportedPolicy(policy));
  return (
    <>
      <span
        className="cov"
        role="img"
        aria-label={rows.map((row) => `${row.name} ${WORDS[row.verdict]}`).join(", ")}
      >
        {rows.map((row) => (
          <i key={row.name} className={MARK[row.verdict]} title={`${row.name}: ${WORDS[row.verdict]}`} />
        ))}
      </span>
      {coverageWords(rows)}
    </>
  );
}

function coverageWords(rows: readonly BaselineRow[]) {
  if (rows.every((row) => row.verdict === "unknown")) return <span className="quiet">not read</span>;
  const short = rows.filter((row) => row.verdict !== "met");
  const [first] = short;
  if (!first) return <span className="quiet">as recommended</span>;
  if (short.length === 1) return <span className="strong">{`${first.name} ${WORDS[first.verdict]}`}</span>;
  const isLogoffOff = short.some((row) => row.name === "Logoff" && row.verdict === "off");
  return <span className="strong">{`${short.length} short${isLogoffOff ? ", Logoff off" : ""}`}</span>;
}
