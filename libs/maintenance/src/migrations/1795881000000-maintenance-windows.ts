import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "maintenance_window" ("id" uuid NOT NULL, "title" text NOT NULL, "kind" text NOT NULL, "starts_at" TIMESTAMP WITH TIME ZONE NOT NULL, "ends_at" TIMESTAMP WITH TIME ZONE NOT NULL, "recurrence" text, "duration_s" integer, "subjects" jsonb NOT NULL, "created_by" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "cancelled_by" text, "cancelled_at" TIMESTAMP WITH TIME ZONE, "began_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "maintenance_window_kind_check" CHECK ("kind" IN ('ONE_OFF', 'RECURRING', 'FLEXIBLE')), CONSTRAINT "maintenance_window_ends_at_check" CHECK ("ends_at" > "starts_at"), CONSTRAINT "maintenance_window_recurrence_check" CHECK (("kind" = 'RECURRING') = ("recurrence" IS NOT NULL)), CONSTRAINT "maintenance_window_duration_s_check" CHECK (("kind" = 'FLEXIBLE') = ("duration_s" IS NOT NULL)), CONSTRAINT "maintenance_window_pkey" PRIMARY KEY ("id"))`,
  `CREATE INDEX "maintenance_window_starts_at_idx" ON "maintenance_window" ("starts_at", "id")`,
];

/** Frozen once released. */
export class MaintenanceWindows1795881000000 implements MigrationInterface {
  readonly name = 'MaintenanceWindows1795881000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "maintenance_window"');
  }
}
