-- CreateIndex
CREATE INDEX "boot_started_at_idx" ON "boot"("started_at");
