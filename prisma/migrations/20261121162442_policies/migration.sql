-- CreateTable
CREATE TABLE "policy" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'off',
    "terms" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "simulation" JSONB,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "policy_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "policy_act" (
    "id" BIGSERIAL NOT NULL,
    "policy_id" INTEGER NOT NULL,
    "live_session_id" BIGINT NOT NULL,
    "stage" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "is_watched" BOOLEAN NOT NULL DEFAULT false,
    "order_id" INTEGER,
    "who" TEXT NOT NULL,
    "associate_id" INTEGER,
    "host_id" INTEGER NOT NULL,
    "host_name" TEXT NOT NULL,

    CONSTRAINT "policy_act_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "policy_act_policy_id_at_idx" ON "policy_act"("policy_id", "at" DESC);

-- CreateIndex
CREATE INDEX "policy_act_policy_id_live_session_id_idx" ON "policy_act"("policy_id", "live_session_id");

-- AddForeignKey
ALTER TABLE "policy_act" ADD CONSTRAINT "policy_act_policy_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policy"("id") ON DELETE CASCADE ON UPDATE CASCADE;
