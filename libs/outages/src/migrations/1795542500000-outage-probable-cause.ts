import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Frozen once released. Power or fibre, as the devices around an outage tell. Null for what is open already, and where nobody tells. */
export class OutageProbableCause1795542500000 implements MigrationInterface {
  readonly name = 'OutageProbableCause1795542500000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "outage" ADD "probable_cause" text');
    await queryRunner.query(
      `ALTER TABLE "outage" ADD CONSTRAINT "outage_probable_cause_check" CHECK ("probable_cause" IN ('power', 'fibre'))`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE "outage" DROP COLUMN "probable_cause"');
  }
}
