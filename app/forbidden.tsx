import Link from "next/link";
import { connection } from "next/server";
import { Apology } from "@/components/shell/apology";

export default async function Forbidden() {
  await connection();
  return (
    <Apology
      title="Not with your role"
      actions={
        <Link className="btn" href="/sessions">
          Sessions
        </Link>
      }
    >
      An administrator can open this page, or give you a role that can.
    </Apology>
  );
}
