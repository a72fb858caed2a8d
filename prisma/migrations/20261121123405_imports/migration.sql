-- AlterTable
ALTER TABLE "import" DROP COLUMN "bytes",
DROP COLUMN "file_name",
DROP COLUMN "format",
DROP COLUMN "sha256",
ADD COLUMN     "attempts" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "committed_at" TIMESTAMPTZ(3),
ADD COLUMN     "done_events" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "one_host" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "operator_id" INTEGER,
ADD COLUMN     "preview" JSONB,
ADD COLUMN     "problem" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "source" TEXT NOT NULL,
ADD COLUMN     "touched_at" TIMESTAMPTZ(3) NOT NULL,
ALTER COLUMN "state" SET DEFAULT 'open',
ALTER COLUMN "counts" DROP NOT NULL;

-- CreateTable
CREATE TABLE "import_file" (
    "id" SERIAL NOT NULL,
    "import_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "received" BIGINT NOT NULL DEFAULT 0,
    "checksum" BIGINT NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL,
    "sha256" TEXT,
    "same_as" INTEGER,
    "format" TEXT,
    "host_name" TEXT NOT NULL DEFAULT '',
    "read_bytes" BIGINT NOT NULL DEFAULT 0,
    "read_events" INTEGER NOT NULL DEFAULT 0,
    "started_at" TIMESTAMPTZ(3),
    "report" JSONB,

    CONSTRAINT "import_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_overlap" (
    "later_id" INTEGER NOT NULL,
    "earlier_id" INTEGER NOT NULL,

    CONSTRAINT "import_overlap_pkey" PRIMARY KEY ("later_id","earlier_id")
);

-- CreateIndex
CREATE INDEX "import_file_import_id_id_idx" ON "import_file"("import_id", "id");

-- CreateIndex
CREATE INDEX "import_file_sha256_idx" ON "import_file"("sha256");

-- CreateIndex
CREATE INDEX "import_overlap_earlier_id_idx" ON "import_overlap"("earlier_id");

-- CreateIndex
CREATE INDEX "import_state_idx" ON "import"("state");

-- AddForeignKey
ALTER TABLE "import_file" ADD CONSTRAINT "import_file_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_overlap" ADD CONSTRAINT "import_overlap_later_id_fkey" FOREIGN KEY ("later_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_overlap" ADD CONSTRAINT "import_overlap_earlier_id_fkey" FOREIGN KEY ("earlier_id") REFERENCES "import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma cannot say
ALTER TABLE "import" ADD CONSTRAINT "import_state_check"
  CHECK (state IN ('open', 'committing', 'committed', 'failed', 'undoing', 'undone', 'discarded'));
ALTER TABLE "import_file" ADD CONSTRAINT "import_file_state_check"
  CHECK (state IN ('uploading', 'waiting', 'reading', 'read', 'unreadable', 'left_out'));
ALTER TABLE "import_file" ADD CONSTRAINT "import_file_received_check" CHECK (received BETWEEN 0 AND bytes);
