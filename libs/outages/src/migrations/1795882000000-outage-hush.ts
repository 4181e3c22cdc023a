import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Frozen once released. The maintenance window for whose sake nobody is told of an outage. */
export class OutageHush1795882000000 implements MigrationInterface {
  readonly name = 'OutageHush1795882000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "outage" ADD "hushed_by" uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "outage" DROP COLUMN "hushed_by"');
  }
}
