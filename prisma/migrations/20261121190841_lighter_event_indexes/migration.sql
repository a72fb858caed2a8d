-- DropIndex
DROP INDEX "audit_event_host_id_at_idx";

-- AlterTable
ALTER TABLE "audit_event" DROP CONSTRAINT "audit_event_pkey",
ADD CONSTRAINT "audit_event_pkey" PRIMARY KEY ("host_id", "at", "log", "record_id");
