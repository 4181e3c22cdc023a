import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE "audit_event" ("seq" bigint NOT NULL, "at" TIMESTAMP WITH TIME ZONE NOT NULL, "actor" text NOT NULL, "action" text NOT NULL, "outcome" text NOT NULL, "subject_kind" text NOT NULL, "subjects" text array NOT NULL, "purpose" text, "case_number" text, "detail" jsonb NOT NULL, "previous" bytea NOT NULL, "hash" bytea NOT NULL, CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq"))`,
  `CREATE INDEX "audit_event_at_idx" ON "audit_event" ("at")`,
  `CREATE INDEX "audit_event_actor_seq_idx" ON "audit_event" ("actor", "seq")`,
  `CREATE INDEX "audit_event_case_number_seq_idx" ON "audit_event" ("case_number", "seq")`,
  `CREATE INDEX "audit_event_subjects_idx" ON "audit_event" USING gin ("subjects")`,
  // One writer at a time, over all processes: the lock falls with the transaction, so the next one sees what this one appended. Each
  // record is put together here, under the lock, so that no program that stalls can hold the trail up between two statements.
  `CREATE FUNCTION "audit_append"(heads text[], middles text[], tails text[]) RETURNS TABLE ("seq" bigint, "hash" bytea) LANGUAGE plpgsql AS $$
DECLARE
  last_seq bigint;
  last_hash bytea;
  written text;
  entry jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('nadi.audit'));
  SELECT event.seq, event.hash INTO last_seq, last_hash FROM audit_event AS event ORDER BY event.seq DESC LIMIT 1;
  last_seq := coalesce(last_seq, 0);
  last_hash := coalesce(last_hash, decode(repeat('0', 64), 'hex'));
  PERFORM set_config('nadi.audit_append', pg_current_xact_id()::text, true);
  FOR i IN 1 .. coalesce(array_length(heads, 1), 0) LOOP
    last_seq := last_seq + 1;
    written := heads[i] || encode(last_hash, 'hex') || middles[i] || last_seq || tails[i];
    entry := written::jsonb;
    INSERT INTO audit_event ("seq", "at", "actor", "action", "outcome", "subject_kind", "subjects", "purpose", "case_number", "detail", "previous", "hash")
    VALUES (last_seq, (entry ->> 'at')::timestamptz, entry ->> 'actor', entry ->> 'action', entry ->> 'outcome', entry ->> 'subjectKind',
      ARRAY(SELECT jsonb_array_elements_text(entry -> 'subjects')), entry ->> 'purpose', entry ->> 'caseNumber', entry -> 'detail',
      last_hash, sha256(convert_to(written, 'UTF8')));
    last_hash := sha256(convert_to(written, 'UTF8'));
  END LOOP;
  PERFORM set_config('nadi.audit_append', '', true);
  RETURN QUERY SELECT last_seq, last_hash;
END $$`,
  `CREATE FUNCTION "audit_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND current_setting('nadi.audit_append', true) = pg_current_xact_id()::text THEN RETURN NEW; END IF;
  IF TG_OP = 'DELETE' AND current_setting('nadi.audit_retention', true) = pg_current_xact_id()::text THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'the audit trail is append-only, by audit_append: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$`,
  // The one way out: it opens for this transaction alone, takes no record of a destruction, and wants an account written just before.
  `CREATE FUNCTION "audit_destroy"(first_seqs bigint[], last_seqs bigint[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  destroyed bigint;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM (SELECT "action" FROM audit_event ORDER BY "seq" DESC LIMIT 1) AS newest WHERE "action" = 'audit.destroyed') THEN
    RAISE EXCEPTION 'nothing is destroyed before it is accounted for' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('nadi.audit_retention', pg_current_xact_id()::text, true);
  DELETE FROM audit_event USING unnest(first_seqs, last_seqs) AS range(first_seq, last_seq)
    WHERE audit_event.seq BETWEEN range.first_seq AND range.last_seq AND audit_event.action <> 'audit.destroyed';
  GET DIAGNOSTICS destroyed = ROW_COUNT;
  PERFORM set_config('nadi.audit_retention', '', true);
  RETURN destroyed;
END $$`,
  `CREATE TRIGGER "audit_event_keep_rows" BEFORE INSERT OR UPDATE OR DELETE ON "audit_event" FOR EACH ROW EXECUTE FUNCTION "audit_refuse_change"()`,
  `CREATE TRIGGER "audit_event_keep_all" BEFORE TRUNCATE ON "audit_event" FOR EACH STATEMENT EXECUTE FUNCTION "audit_refuse_change"()`,
  // Also for a session that replays for a replica, which skips ordinary triggers.
  `ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_keep_rows"`,
  `ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_keep_all"`,
];

/** Frozen once released. The trail, and the functions that alone add to it and take from it. */
export class CreateAudit1795803600100 implements MigrationInterface {
  readonly name = 'CreateAudit1795803600100';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE "audit_event"');
    await runner.query('DROP FUNCTION "audit_append", "audit_destroy", "audit_refuse_change"');
  }
}
