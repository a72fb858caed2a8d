-- AlterTable
ALTER TABLE "host" ADD COLUMN     "relist_asked_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "logoff_order" ADD COLUMN     "approval" TEXT NOT NULL DEFAULT 'none',
ADD COLUMN     "approval_why" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "approved_at" TIMESTAMPTZ(3),
ADD COLUMN     "approved_by" JSONB,
ADD COLUMN     "asked" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "grace_seconds" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "message" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "only_if_warned" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "preview_hash" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "release_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "requested_through" TEXT NOT NULL DEFAULT 'web',
ADD COLUMN     "retry_of_id" INTEGER,
ADD COLUMN     "start_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "verb" TEXT NOT NULL DEFAULT 'log_off',
ADD COLUMN     "wait_minutes" INTEGER NOT NULL DEFAULT 60;

-- AlterTable
ALTER TABLE "logoff_target" ADD COLUMN     "release_at" TIMESTAMPTZ(3),
ADD COLUMN     "warned_at" TIMESTAMPTZ(3),
ADD COLUMN     "warning" TEXT;

-- CreateTable
CREATE TABLE "target_notice" (
    "command_id" UUID NOT NULL,
    "target_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "leased_until" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),
    "detail" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "target_notice_pkey" PRIMARY KEY ("command_id")
);

-- CreateTable
CREATE TABLE "order_preview" (
    "hash" TEXT NOT NULL,
    "made_by" JSONB NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "asked" JSONB NOT NULL,
    "rows" JSONB NOT NULL,

    CONSTRAINT "order_preview_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "target_notice_target_id_kind_key" ON "target_notice"("target_id", "kind");

-- CreateIndex
CREATE INDEX "order_preview_made_at_idx" ON "order_preview"("made_at");

-- CreateIndex
CREATE INDEX "logoff_order_retry_of_id_idx" ON "logoff_order"("retry_of_id");

-- AddForeignKey
ALTER TABLE "logoff_order" ADD CONSTRAINT "logoff_order_retry_of_id_fkey" FOREIGN KEY ("retry_of_id") REFERENCES "logoff_order"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "target_notice" ADD CONSTRAINT "target_notice_target_id_fkey" FOREIGN KEY ("target_id") REFERENCES "logoff_target"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Orders from before began, and were released, the moment they were made.
UPDATE "logoff_order" SET "start_at" = "created_at", "release_at" = "created_at",
  "wait_minutes" = GREATEST(1, CEIL(EXTRACT(EPOCH FROM "expires_at" - "created_at") / 60)::int);

ALTER TABLE "logoff_order" ADD CONSTRAINT "logoff_order_verb" CHECK ("verb" IN ('message', 'disconnect', 'log_off', 'force'));
ALTER TABLE "logoff_order" ADD CONSTRAINT "logoff_order_grace" CHECK ("grace_seconds" BETWEEN 0 AND 3600);
-- An approval names who gave it and when.
ALTER TABLE "logoff_order" ADD CONSTRAINT "logoff_order_approval" CHECK (
  "approval" IN ('none', 'pending') OR ("approval" IN ('approved', 'rejected') AND "approved_by" IS NOT NULL AND "approved_at" IS NOT NULL));
CREATE INDEX "logoff_order_pending" ON "logoff_order" ("id") WHERE "approval" = 'pending';

ALTER TABLE "logoff_target" DROP CONSTRAINT "logoff_target_state";
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_state" CHECK ("state" IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'proved', 'done', 'refused', 'failed', 'expired', 'cancelled', 'unreachable', 'unproved'));
ALTER TABLE "logoff_target" ADD CONSTRAINT "logoff_target_warning" CHECK ("warning" IS NULL OR "warning" IN ('shown', 'not_shown'));
DROP INDEX "logoff_target_pending";
CREATE INDEX "logoff_target_pending" ON "logoff_target" ("host_id", "id") WHERE "state" IN ('queued', 'leased', 'accepted', 'warned', 'executed', 'gone', 'unproved', 'unreachable');

ALTER TABLE "target_notice" ADD CONSTRAINT "target_notice_kind" CHECK ("kind" IN ('warn', 'remind'));
ALTER TABLE "target_notice" ADD CONSTRAINT "target_notice_state" CHECK ("state" IN ('waiting', 'leased', 'accepted', 'shown', 'not_shown', 'dropped'));
CREATE INDEX "target_notice_open" ON "target_notice" ("due_at") WHERE "state" IN ('waiting', 'leased', 'accepted');
