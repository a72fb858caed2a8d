-- AlterTable
ALTER TABLE "import" ADD COLUMN     "due_boots" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "left_boots" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "utc_offset_minutes" INTEGER;
