import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Agents number ports beyond what 31 bits hold, though RFC 2863 forbids it: an OLT's PON ports begin at 4,194,304,000. */
export class WideInterfaceIndex1795542400004 implements MigrationInterface {
  readonly name = 'WideInterfaceIndex1795542400004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE "device_interface" ALTER COLUMN "if_index" TYPE bigint');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DELETE FROM "device_interface" WHERE "if_index" > 2147483647');
    await runner.query('ALTER TABLE "device_interface" ALTER COLUMN "if_index" TYPE integer');
  }
}
