-- AlterTable
ALTER TABLE "api_token" ADD COLUMN     "scope_groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "scope_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "operator" ADD COLUMN     "scope_groups" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "scope_hosts" TEXT[] DEFAULT ARRAY[]::TEXT[],
ALTER COLUMN "password_hash" DROP NOT NULL;

-- CreateTable
CREATE TABLE "password_link" (
    "operator_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "password_link_pkey" PRIMARY KEY ("operator_id")
);

-- CreateTable
CREATE TABLE "message_template" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "message_template_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "password_link_hash_key" ON "password_link"("hash");

-- AddForeignKey
ALTER TABLE "password_link" ADD CONSTRAINT "password_link_operator_id_fkey" FOREIGN KEY ("operator_id") REFERENCES "operator"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One name, one template, whatever the case.
CREATE UNIQUE INDEX "message_template_name_key" ON "message_template" (lower("name"));
