-- CreateTable
CREATE TABLE "trail_checkpoint" (
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "public_key" TEXT NOT NULL,
    "signature" TEXT NOT NULL,

    CONSTRAINT "trail_checkpoint_pkey" PRIMARY KEY ("seq")
);

CREATE TRIGGER trail_checkpoint_is_append_only BEFORE UPDATE OR DELETE ON "trail_checkpoint" FOR EACH ROW EXECUTE FUNCTION refuse_trail_change();
CREATE TRIGGER trail_checkpoint_is_never_emptied BEFORE TRUNCATE ON "trail_checkpoint" FOR EACH STATEMENT EXECUTE FUNCTION refuse_trail_change();
