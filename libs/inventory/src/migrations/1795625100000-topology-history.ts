import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "history_clock" ("id" integer NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "history_clock_id_check" CHECK ("id" = 1), CONSTRAINT "history_clock_pkey" PRIMARY KEY ("id"))`,
  `INSERT INTO "history_clock" ("id", "at") SELECT 1, max("at") FROM "topology_version" HAVING max("at") IS NOT NULL`,
  `ALTER TABLE "topology_version" ADD "revised_at" TIMESTAMP WITH TIME ZONE`,
  `UPDATE "topology_version" SET "revised_at" = "at"`,
  `ALTER TABLE "topology_version" ALTER COLUMN "revised_at" SET NOT NULL`,
  `CREATE INDEX "topology_version_at_idx" ON "topology_version" ("at")`,
  // Only what was replaced or retired is in these: a first import pays nothing for them.
  `CREATE INDEX "inventory_revision_closed_idx" ON "inventory_revision" ("kind", "valid_to", "key") WHERE "valid_to" IS NOT NULL`,
  `CREATE INDEX "inventory_revision_closed_place_idx" ON "inventory_revision" (("row" ->> 'place')) WHERE "valid_to" IS NOT NULL AND "kind" = 'devices'`,
  `CREATE INDEX "inventory_revision_closed_a_idx" ON "inventory_revision" (("row" #>> '{a,device}')) WHERE "valid_to" IS NOT NULL AND "kind" = 'links'`,
  `CREATE INDEX "inventory_revision_closed_z_idx" ON "inventory_revision" (("row" #>> '{z,device}')) WHERE "valid_to" IS NOT NULL AND "kind" = 'links'`,
];

/** Frozen once released. What an answer "as of" a past instant needs: instants that never go back, and indexes on what is over. */
export class TopologyHistory1795625100000 implements MigrationInterface {
  readonly name = 'TopologyHistory1795625100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const index of ['closed', 'closed_place', 'closed_a', 'closed_z'])
      await runner.query(`DROP INDEX "inventory_revision_${index}_idx"`);
    await runner.query('ALTER TABLE "topology_version" DROP COLUMN "revised_at"');
    await runner.query('DROP TABLE "history_clock"');
  }
}
