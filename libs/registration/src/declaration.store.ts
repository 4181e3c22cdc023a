import type { CameraVerification } from '@app/kernel';
import type { SqlRunner, SqlSource } from '@app/platform';
import type { DeclarationSource, DeclarationState, DeclarationWarning } from './declaration.js';
import type { DeclaredCamera } from './declared.camera.js';

/** The newest declaration of a building, as those who hand in the next one want to know it. */
export interface NewestDeclaration {
  readonly version: number;
  readonly submittedBy: string;
  readonly submittedAt: Date;
}

export interface DeclarationUnderReview {
  readonly id: number;
  readonly building: string;
  readonly version: number;
  readonly state: DeclarationState;
  readonly isSuperseded: boolean;
  readonly reviewedBy: string | null;
}

const RECORD = `row int, name text, realm text, address text, reach text, "rtspPort" int, "onvifPort" int, "httpPort" int, "rtspPath" text, lat float8, lon float8,
  location text, "headingDeg" float8, "fieldOfViewDeg" float8, "streetFacing" bool, sees text, recorder text, channel int, "retentionDays" float8, vendor text, model text,
  serial text, mac text`;
const COLUMNS = `row, name, realm, address, reach, rtsp_port, onvif_port, http_port, rtsp_path, lat, lon, location, heading_deg, field_of_view_deg, street_facing,
  sees, recorder, channel, retention_days, vendor, model, serial, mac`;
const FIELDS = `row, name, realm, address, reach, rtsp_port AS "rtspPort", onvif_port AS "onvifPort", http_port AS "httpPort", rtsp_path AS "rtspPath", lat, lon, location,
  heading_deg AS "headingDeg", field_of_view_deg AS "fieldOfViewDeg", street_facing AS "streetFacing", sees, recorder, channel, retention_days AS "retentionDays", vendor, model,
  serial, mac`;
const PIECE = 2_000;

/** Writes declarations and their cameras. Belongs inside a transaction. */
export class DeclarationStore {
  constructor(private readonly source: SqlSource) {}

  private get sql(): SqlRunner {
    return this.source.manager;
  }

  /** One at a time for a building; a file of many buildings takes all: taken one after the other, two files could wait for each other. */
  async lock(building: string | null): Promise<void> {
    if (building === null) {
      await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.declarations'))`);
      return;
    }
    await this.sql.query(`SELECT pg_advisory_xact_lock_shared(hashtext('nadi.declarations'))`);
    await this.sql.query(`SELECT pg_advisory_xact_lock(hashtext('nadi.declaration'), hashtext($1))`, [building]);
  }

  /** What follows may be taken back by `undo`, without ending the transaction. */
  async mark(): Promise<void> {
    await this.sql.query('SAVEPOINT declaration');
  }

  async undo(): Promise<void> {
    await this.sql.query('ROLLBACK TO SAVEPOINT declaration');
  }

  async buildingExists(code: string): Promise<boolean> {
    return (await this.rows(`SELECT 1 FROM place WHERE code = $1 AND kind = 'BUILDING' AND valid_to IS NULL`, [code])).length > 0;
  }

  async realmExists(code: string): Promise<boolean> {
    return (await this.rows('SELECT 1 FROM realm WHERE code = $1 AND valid_to IS NULL', [code])).length > 0;
  }

  async newest(building: string): Promise<NewestDeclaration | null> {
    const [found] = await this.rows<NewestDeclaration>(
      `SELECT version, submitted_by AS "submittedBy", submitted_at AS "submittedAt" FROM declaration WHERE building_code = $1 ORDER BY version DESC LIMIT 1`,
      [building],
    );
    return found ?? null;
  }

  /** Begins a declaration; one of the same building that waits for review is replaced by it. */
  async submit(
    building: string,
    source: DeclarationSource,
    by: string,
    at: Date,
  ): Promise<{ readonly id: number; readonly version: number }> {
    await this.sql.query(
      `UPDATE declaration SET superseded_at = $2 WHERE building_code = $1 AND state <> 'ACCEPTED' AND superseded_at IS NULL`,
      [building, at],
    );
    const [made] = await this.rows<{ id: number; version: number }>(
      `INSERT INTO declaration (building_code, version, state, source, camera_count, submitted_by, submitted_at, warnings, warning_count)
       SELECT $1, coalesce(max(version), 0) + 1, 'SUBMITTED', $2, 0, $3, $4, '[]', 0 FROM declaration WHERE building_code = $1 RETURNING id, version`,
      [building, source, by, at],
    );
    return made;
  }

  async addCameras(declarationId: number, building: string, cameras: readonly DeclaredCamera[]): Promise<void> {
    for (let from = 0; from < cameras.length; from += PIECE)
      await this.sql.query(
        `INSERT INTO declared_camera (declaration_id, building_code, ${COLUMNS}) SELECT $1::int, $2, r.* FROM jsonb_to_recordset($3::jsonb) AS r(${RECORD})`,
        [declarationId, building, JSON.stringify(cameras.slice(from, from + PIECE))],
      );
  }

  /** After many rows: the planner knows nothing of them yet, and would hold each against each. */
  async learn(): Promise<void> {
    await this.sql.query('ANALYZE declared_camera, declaration');
  }

  async complete(declarationId: number, cameraCount: number, warnings: readonly DeclarationWarning[], warningCount: number): Promise<void> {
    await this.sql.query('UPDATE declaration SET camera_count = $2, warnings = $3::jsonb, warning_count = $4 WHERE id = $1', [
      declarationId,
      cameraCount,
      JSON.stringify(warnings),
      warningCount,
    ]);
  }

  async find(declarationId: number): Promise<DeclarationUnderReview | null> {
    const [found] = await this.rows<DeclarationUnderReview>(
      `SELECT id, building_code AS building, version, state, superseded_at IS NOT NULL AS "isSuperseded", reviewed_by AS "reviewedBy" FROM declaration WHERE id = $1`,
      [declarationId],
    );
    return found ?? null;
  }

  camerasOf(declarationId: number): Promise<DeclaredCamera[]> {
    return this.rows<DeclaredCamera>(
      `SELECT ${FIELDS}, building_code AS building FROM declared_camera WHERE declaration_id = $1 ORDER BY row`,
      [declarationId],
    );
  }

  /** Names of the devices that an earlier declaration of a building brought into the inventory, where it is still in force. */
  async devicesInForce(building: string): Promise<string[]> {
    const found = await this.rows<{ name: string }>(
      `SELECT device_name AS name FROM declared_camera JOIN declaration ON declaration.id = declaration_id
       WHERE declaration.building_code = $1 AND state = 'ACCEPTED' AND superseded_at IS NULL AND device_name IS NOT NULL`,
      [building],
    );
    return found.map(({ name }) => name);
  }

  /** Puts a declaration in force; the one that was is replaced. `devices`: the names by row. */
  async accept(declarationId: number, building: string, by: string, at: Date, devices: ReadonlyMap<number, string>): Promise<void> {
    await this.sql.query(
      `UPDATE declaration SET superseded_at = $2 WHERE building_code = $1 AND state = 'ACCEPTED' AND superseded_at IS NULL`,
      [building, at],
    );
    await this.sql.query(`UPDATE declaration SET state = 'ACCEPTED', reviewed_by = $2, reviewed_at = $3 WHERE id = $1`, [
      declarationId,
      by,
      at,
    ]);
    await this.sql.query(
      `UPDATE declared_camera SET device_name = named.device FROM unnest($2::int[], $3::text[]) AS named(row, device)
       WHERE declaration_id = $1 AND declared_camera.row = named.row`,
      [declarationId, [...devices.keys()], [...devices.values()]],
    );
  }

  async reject(declarationId: number, by: string, at: Date, reason: string): Promise<void> {
    await this.sql.query(`UPDATE declaration SET state = 'REJECTED', reviewed_by = $2, reviewed_at = $3, reason = $4 WHERE id = $1`, [
      declarationId,
      by,
      at,
      reason,
    ]);
  }

  /** Writes down what came of asking; of a camera that is not there any more, or was asked again since, nothing. Answers how many. */
  async saveVerifications(verifications: readonly CameraVerification[]): Promise<number> {
    const [{ count }] = await this.rows<{ count: number }>(
      `WITH saved AS (
         UPDATE declared_camera SET verification_outcome = seen.outcome, verification_evidence = seen.evidence, verified_at = seen.at
         FROM jsonb_to_recordset($1::jsonb) AS seen(id bigint, at timestamptz, outcome text, evidence jsonb)
         WHERE declared_camera.id = seen.id AND (verified_at IS NULL OR verified_at <= seen.at) RETURNING 1
       ) SELECT count(*)::int AS count FROM saved`,
      [JSON.stringify(verifications)],
    );
    return count;
  }

  private async rows<Row = unknown>(sql: string, values: unknown[]): Promise<Row[]> {
    return (await this.sql.query(sql, values)) as Row[];
  }
}
