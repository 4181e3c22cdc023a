import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "outage_cause" ("code" text NOT NULL, "label_en" text NOT NULL, "label_id" text NOT NULL, "retired_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "outage_cause_pkey" PRIMARY KEY ("code"))`,
  `INSERT INTO "outage_cause" ("code", "label_en", "label_id") VALUES
    ('EXCAVATION', 'Excavation', 'Galian'), ('THEFT', 'Theft', 'Pencurian'), ('RODENT', 'Rodents', 'Hewan pengerat'),
    ('POWER', 'Power failure', 'Listrik padam'), ('VANDALISM', 'Vandalism', 'Vandalisme'), ('EQUIPMENT', 'Equipment failure', 'Kerusakan perangkat'),
    ('UNKNOWN', 'Not known', 'Tidak diketahui')`,
  `ALTER TABLE "outage" ADD "acknowledged_until" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "outage" ADD "cause" text`,
  `ALTER TABLE "outage" ADD "cause_by" text`,
  `ALTER TABLE "outage" ADD "cause_at" TIMESTAMP WITH TIME ZONE`,
  `ALTER TABLE "outage" ADD CONSTRAINT "outage_cause_fkey" FOREIGN KEY ("cause") REFERENCES "outage_cause"("code") ON DELETE NO ACTION ON UPDATE NO ACTION`,
  `CREATE TABLE "shift_handover" ("id" uuid NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "from_at" TIMESTAMP WITH TIME ZONE NOT NULL, "by" text NOT NULL, "taken_by" text, "language" text NOT NULL, "note" text, "text" text NOT NULL, CONSTRAINT "shift_handover_pkey" PRIMARY KEY ("id"))`,
  `CREATE INDEX "shift_handover_at_idx" ON "shift_handover" ("at", "id")`,
];

/** Frozen once released. Until when somebody has an outage in hand, what people found it to be, and what one shift leaves to the next. */
export class OutageDesk1795880000000 implements MigrationInterface {
  readonly name = 'OutageDesk1795880000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "shift_handover"');
    await runner.query(
      'ALTER TABLE "outage" DROP COLUMN "cause_at", DROP COLUMN "cause_by", DROP COLUMN "cause", DROP COLUMN "acknowledged_until"',
    );
    await runner.query('DROP TABLE "outage_cause"');
  }
}
