import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "outage_explanation" ("outage_id" uuid NOT NULL, "explained_at" TIMESTAMP WITH TIME ZONE NOT NULL, "explanation" jsonb NOT NULL, CONSTRAINT "outage_explanation_pkey" PRIMARY KEY ("outage_id"))`,
  `ALTER TABLE "outage_explanation" ADD CONSTRAINT "outage_explanation_outage_id_fkey" FOREIGN KEY ("outage_id") REFERENCES "outage"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
];

/** Frozen once released. Why outages are taken for what they are; what opened before has none until it is judged again. */
export class OutageExplanation1795715300000 implements MigrationInterface {
  readonly name = 'OutageExplanation1795715300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of UP) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE "outage_explanation"');
  }
}
