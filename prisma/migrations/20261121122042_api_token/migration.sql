-- CreateTable
CREATE TABLE "api_token" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "scopes" TEXT[],
    "group" TEXT NOT NULL DEFAULT '',
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_address" TEXT NOT NULL DEFAULT '',
    "added" BIGINT NOT NULL DEFAULT 0,
    "known" BIGINT NOT NULL DEFAULT 0,
    "skipped" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "api_token_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "api_token_hash_key" ON "api_token"("hash");

-- A row that no program could have meant
ALTER TABLE "api_token"
  ADD CONSTRAINT "api_token_role" CHECK ("role" IN ('auditor', 'operator', 'administrator')),
  ADD CONSTRAINT "api_token_scopes" CHECK ("scopes" <@ ARRAY['ingest', 'read', 'orders', 'webapi'] AND cardinality("scopes") > 0),
  ALTER COLUMN "scopes" SET NOT NULL;
