import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Frozen once released. The version an outage was opened on, beside the one it was last judged on (`topology_version`); and why the
 * topology cannot explain it. What was opened before, or by an older release beside this one, is taken as opened on the version it was last
 * judged on.
 */
export class OutageVersions1795628900000 implements MigrationInterface {
  readonly name = 'OutageVersions1795628900000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "outage" ADD "opened_on_version" integer');
    await queryRunner.query('UPDATE "outage" SET "opened_on_version" = "topology_version"');
    await queryRunner.query('ALTER TABLE "outage" ADD "unexplained" text');
    await queryRunner.query(
      `ALTER TABLE "outage" ADD CONSTRAINT "outage_unexplained_check" CHECK ("unexplained" IN ('no-path', 'contradiction'))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "outage" DROP COLUMN "unexplained", DROP COLUMN "opened_on_version"');
  }
}
