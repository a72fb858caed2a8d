-- DropIndex
DROP INDEX "audit_event_host_id_boot_id_idx";

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "import_id" INTEGER;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "seam_id" INTEGER;

-- CreateTable
CREATE TABLE "pair_due" (
    "host_id" INTEGER NOT NULL,
    "boot_id" INTEGER NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pair_due_pkey" PRIMARY KEY ("host_id","boot_id")
);

-- CreateTable
CREATE TABLE "pair_seam" (
    "id" SERIAL NOT NULL,
    "host_id" INTEGER NOT NULL,
    "boot_id" INTEGER NOT NULL,
    "records" JSONB NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "carried" JSONB NOT NULL,

    CONSTRAINT "pair_seam_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "network_logon_day" (
    "host_id" INTEGER NOT NULL,
    "account_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,
    "first_at" TIMESTAMPTZ(6) NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "addresses" TEXT[],

    CONSTRAINT "network_logon_day_pkey" PRIMARY KEY ("host_id","account_id","day")
);

-- CreateTable
CREATE TABLE "ingest_reject" (
    "id" BIGSERIAL NOT NULL,
    "source" TEXT NOT NULL,
    "place" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "sample" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ingest_reject_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "pair_seam_host_id_boot_id_at_idx" ON "pair_seam"("host_id", "boot_id", "at");

-- CreateIndex
CREATE INDEX "network_logon_day_account_id_day_idx" ON "network_logon_day"("account_id", "day");

-- CreateIndex
CREATE INDEX "ingest_reject_source_id_idx" ON "ingest_reject"("source", "id");

-- CreateIndex
CREATE INDEX "audit_event_host_id_boot_id_log_record_id_idx" ON "audit_event"("host_id", "boot_id", "log", "record_id");

-- CreateIndex
CREATE INDEX "session_seam_id_idx" ON "session"("seam_id");

-- AddForeignKey
ALTER TABLE "pair_due" ADD CONSTRAINT "pair_due_boot_id_fkey" FOREIGN KEY ("boot_id") REFERENCES "boot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "pair_seam" ADD CONSTRAINT "pair_seam_boot_id_fkey" FOREIGN KEY ("boot_id") REFERENCES "boot"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "network_logon_day" ADD CONSTRAINT "network_logon_day_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "host"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "network_logon_day" ADD CONSTRAINT "network_logon_day_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_seam_id_fkey" FOREIGN KEY ("seam_id") REFERENCES "pair_seam"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "audit_event_host_id_at_idx" ON "audit_event"("host_id", "at");

-- Written by hand from here on: what Prisma's schema language cannot say.

-- Few events come by import, and only an undo asks for them.
CREATE INDEX audit_event_import_idx ON audit_event (import_id) WHERE import_id IS NOT NULL;

-- A session goes by either of its two tokens.
CREATE INDEX session_linked_logon_idx ON session (host_id, boot_id, linked_logon_id) WHERE linked_logon_id IS NOT NULL;
