import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `ALTER TABLE "account" ADD "password_hash" text, ADD "password_set_at" TIMESTAMP WITH TIME ZONE, ADD "must_change_password" boolean NOT NULL DEFAULT false, ADD "totp_sealed" bytea, ADD "totp_step" bigint, ADD "locked_at" TIMESTAMP WITH TIME ZONE`,
  `CREATE TABLE "account_area" ("account_id" uuid NOT NULL, "kind" text NOT NULL, "code" text NOT NULL, CONSTRAINT "account_area_pkey" PRIMARY KEY ("account_id", "kind", "code"), CONSTRAINT "account_area_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE TABLE "account_identity" ("issuer" text NOT NULL, "subject" text NOT NULL, "account_id" uuid NOT NULL, CONSTRAINT "account_identity_pkey" PRIMARY KEY ("issuer", "subject"), CONSTRAINT "account_identity_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE TABLE "recovery_code" ("account_id" uuid NOT NULL, "digest" bytea NOT NULL, "used_at" TIMESTAMP WITH TIME ZONE, CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("account_id", "digest"), CONSTRAINT "recovery_code_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE TABLE "sign_on_attempt" ("subject" text NOT NULL, "failures" integer NOT NULL, "last_at" TIMESTAMP WITH TIME ZONE NOT NULL, "blocked_until" TIMESTAMP WITH TIME ZONE, CONSTRAINT "sign_on_attempt_pkey" PRIMARY KEY ("subject"))`,
  `CREATE TABLE "session" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "digest" bytea NOT NULL, "account_id" uuid NOT NULL, "means" text NOT NULL, "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "seen_at" TIMESTAMP WITH TIME ZONE NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, "revoked_at" TIMESTAMP WITH TIME ZONE, "address" text NOT NULL, "agent" text NOT NULL, CONSTRAINT "session_digest_key" UNIQUE ("digest"), CONSTRAINT "session_pkey" PRIMARY KEY ("id"), CONSTRAINT "session_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE NO ACTION ON UPDATE NO ACTION)`,
  `CREATE INDEX "session_account_id_idx" ON "session" ("account_id")`,
  `CREATE TABLE "oidc_attempt" ("state_digest" bytea NOT NULL, "browser_digest" bytea NOT NULL, "nonce" text NOT NULL, "code_verifier" text NOT NULL, "return_to" text NOT NULL, "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL, CONSTRAINT "oidc_attempt_pkey" PRIMARY KEY ("state_digest"))`,
  // Who was a viewer goes on seeing what a viewer saw: the whole network.
  `INSERT INTO "account_area" ("account_id", "kind", "code") SELECT "id", 'STATION', '*' FROM "account" WHERE "role" = 'viewer'`,
  `UPDATE "account" SET "role" = 'station-viewer' WHERE "role" = 'viewer'`,
];

const TABLES = ['account_area', 'account_identity', 'recovery_code', 'sign_on_attempt', 'session', 'oidc_attempt'];
const COLUMNS = ['password_hash', 'password_set_at', 'must_change_password', 'totp_sealed', 'totp_step', 'locked_at'];

/** Frozen once released. People sign on, see areas, and are locked out. */
export class SignOn1795801500000 implements MigrationInterface {
  readonly name = 'SignOn1795801500000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    // Back there is one role that sees all, and none that sees an area: who had less than all is left with a role that may do nothing.
    await runner.query(
      `UPDATE "account" SET "role" = 'viewer' FROM "account_area" WHERE "account_id" = "id" AND "role" = 'station-viewer' AND "code" = '*'`,
    );
    await runner.query(`DROP TABLE ${TABLES.map((table) => `"${table}"`).join(', ')}`);
    await runner.query(`ALTER TABLE "account" ${COLUMNS.map((column) => `DROP COLUMN "${column}"`).join(', ')}`);
  }
}
