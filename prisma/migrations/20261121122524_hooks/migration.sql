-- CreateTable
CREATE TABLE "hook_script" (
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "events" TEXT[],
    "fault" TEXT NOT NULL DEFAULT '',
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),
    "is_enabled" BOOLEAN NOT NULL DEFAULT true,
    "strikes" INTEGER NOT NULL DEFAULT 0,
    "stopped_at" TIMESTAMPTZ(3),
    "stopped_why" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "hook_script_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "hook_run" (
    "id" BIGSERIAL NOT NULL,
    "call_id" UUID NOT NULL,
    "script" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "order_id" INTEGER,
    "is_dry" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL,
    "asked_by" JSONB,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "did" TEXT NOT NULL DEFAULT '',
    "output" TEXT NOT NULL DEFAULT '',
    "output_bytes" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT NOT NULL DEFAULT '',
    "state_before" INTEGER NOT NULL DEFAULT 0,
    "state_after" INTEGER NOT NULL DEFAULT 0,
    "detail" JSONB,

    CONSTRAINT "hook_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "super_office_associate" (
    "server" TEXT NOT NULL,
    "super_office_id" INTEGER NOT NULL,
    "associate_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "super_office_associate_pkey" PRIMARY KEY ("server","super_office_id")
);

-- CreateIndex
CREATE INDEX "hook_run_script_id_idx" ON "hook_run"("script", "id" DESC);

-- CreateIndex
CREATE INDEX "hook_run_order_id_idx" ON "hook_run"("order_id");

-- CreateIndex
CREATE INDEX "hook_run_unsettled" ON "hook_run"("state");

-- CreateIndex
CREATE INDEX "super_office_associate_associate_id_idx" ON "super_office_associate"("associate_id");

-- AddForeignKey
ALTER TABLE "super_office_associate" ADD CONSTRAINT "super_office_associate_associate_id_fkey" FOREIGN KEY ("associate_id") REFERENCES "associate"("id") ON DELETE CASCADE ON UPDATE CASCADE;
