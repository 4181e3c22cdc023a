import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "account" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "name" text NOT NULL, "role" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "account_name_key" UNIQUE ("name"), CONSTRAINT "account_pkey" PRIMARY KEY ("id"))`,
  `CREATE TABLE "access_token" ("digest" bytea NOT NULL, "account_id" uuid NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE, "revoked_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "access_token_pkey" PRIMARY KEY ("digest"))`,
  `CREATE INDEX "access_token_account_id_idx" ON "access_token" ("account_id")`,
  `CREATE TABLE "credential" ("name" text NOT NULL, "key_version" integer NOT NULL, "sealed" bytea NOT NULL, "changed_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "credential_pkey" PRIMARY KEY ("name"))`,
  `ALTER TABLE "access_token" ADD CONSTRAINT "access_token_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION`,
];

const TABLES = ['account', 'access_token', 'credential'];

/** Frozen once released: a later change is a migration of its own. */
export class CreateAccess1795456000001 implements MigrationInterface {
  readonly name = 'CreateAccess1795456000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${TABLES.map((table) => `"${table}"`).join(', ')} CASCADE`);
  }
}
