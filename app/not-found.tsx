import Link from "next/link";
import { connection } from "next/server";
import { Apology } from "@/components/shell/apology";

export default async function NotFound() {
  // Drawn at the request: a page made at build time has no nonce.
  await connection();
  return (
    <Apology
      title="There is nothing here"
      actions={
        <Link className="btn" href="/sessions">
          Sessions
        </Link>
      }
    >
      The address may be mistyped, or what it named was removed.
    </Apology>
  );
}
