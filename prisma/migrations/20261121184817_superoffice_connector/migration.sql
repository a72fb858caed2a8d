-- CreateTable
CREATE TABLE "super_office_connection" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "url" TEXT NOT NULL,
    "authorization" TEXT NOT NULL,
    "app_token" TEXT,
    "log_off_since" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "changed_by" JSONB NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "super_office_connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "super_office_run" (
    "id" SERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "order_id" INTEGER,
    "asked_by" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "error" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "super_office_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "super_office_unlinked" (
    "server" TEXT NOT NULL,
    "super_office_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "full_name" TEXT NOT NULL,
    "why" TEXT NOT NULL,

    CONSTRAINT "super_office_unlinked_pkey" PRIMARY KEY ("server","super_office_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "super_office_run_order_id_key" ON "super_office_run"("order_id");

-- CreateIndex
CREATE INDEX "super_office_run_asked_at_idx" ON "super_office_run"("asked_at" DESC);

-- One connection, and one reading of users at a time.
ALTER TABLE "super_office_connection" ADD CONSTRAINT "super_office_connection_one" CHECK ("id" = 1);
ALTER TABLE "super_office_run" ADD CONSTRAINT "super_office_run_kind" CHECK (("kind" = 'sync' AND "order_id" IS NULL) OR ("kind" = 'log_off' AND "order_id" IS NOT NULL));
ALTER TABLE "super_office_run" ADD CONSTRAINT "super_office_run_state" CHECK ("state" IN ('asked', 'running', 'done', 'failed'));
CREATE UNIQUE INDEX "super_office_run_one_sync" ON "super_office_run"("kind") WHERE "kind" = 'sync' AND "state" IN ('asked', 'running');
