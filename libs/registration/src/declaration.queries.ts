import type { CameraToVerify, Page, PageRequest, VerificationEvidence, VerificationOutcome } from '@app/kernel';
import { type Condition, KeysetList, type Relation, type SqlSource } from '@app/platform';
import { stationSubtree } from '@app/inventory';
import type { Declaration, DeclarationState, KeptCamera } from './declaration.js';

export interface DeclarationFilter {
  readonly buildings?: readonly string[] | null;
  readonly states?: readonly DeclarationState[] | null;
  /** Of buildings in the area of this station or of any below it. */
  readonly within?: string | null;
  /** Whether those that a later one took the place of are wanted too. */
  readonly withSuperseded?: boolean | null;
}

/** What is known of a building's declarations, for those who judge its compliance. */
export interface DeclarationFacts {
  /** When its list was first handed in that counts now; null: never, or it was rejected. */
  readonly declaredAt: Date | null;
  readonly camerasDeclared: number;
  readonly camerasVerified: number;
  /** When the last of its cameras was verified. */
  readonly verifiedAt: Date | null;
}

interface CameraRaw extends Omit<KeptCamera, 'verification'> {
  readonly outcome: VerificationOutcome | null;
  readonly evidence: (Omit<VerificationEvidence, 'at'> & { at: string })[] | null;
  readonly verifiedAt: Date | null;
}

const VERIFIED = `(SELECT count(*)::int FROM declared_camera AS one WHERE one.declaration_id = declaration.id AND one.verification_outcome = 'VERIFIED')`;
/** Only of buildings that are there for who asks. */
const OF_BUILDINGS = `declaration JOIN place ON place.code = declaration.building_code JOIN building ON building.place_id = place.id`;

const declarations = new KeysetList<Declaration, Declaration>({
  columns: `declaration.id AS "declarationId", declaration.building_code AS building, declaration.version, declaration.state, declaration.source,
    declaration.camera_count AS "cameraCount", ${VERIFIED} AS "verifiedCount", declaration.submitted_by AS "submittedBy", declaration.submitted_at AS "submittedAt",
    declaration.reviewed_by AS "reviewedBy", declaration.reviewed_at AS "reviewedAt", declaration.reason, declaration.superseded_at AS "supersededAt",
    declaration.warnings, declaration.warning_count AS "warningCount"`,
  from: OF_BUILDINGS,
  order: [{ sql: 'declaration.id', type: 'int', descending: true, keyOf: ({ declarationId }) => declarationId }],
  toRow: (raw) => raw,
});

const CAMERA_COLUMNS = `declared_camera.id AS "cameraId", declared_camera.building_code AS building, declared_camera.row, declared_camera.name, declared_camera.realm,
  declared_camera.address, declared_camera.reach, declared_camera.rtsp_port AS "rtspPort", declared_camera.onvif_port AS "onvifPort", declared_camera.http_port AS "httpPort",
  declared_camera.rtsp_path AS "rtspPath", declared_camera.lat, declared_camera.lon, declared_camera.location, declared_camera.heading_deg AS "headingDeg",
  declared_camera.field_of_view_deg AS "fieldOfViewDeg", declared_camera.street_facing AS "streetFacing", declared_camera.sees, declared_camera.recorder, declared_camera.channel,
  declared_camera.retention_days AS "retentionDays", declared_camera.vendor, declared_camera.model, declared_camera.serial, declared_camera.mac,
  declared_camera.device_name AS "deviceName", declared_camera.verification_outcome AS outcome, declared_camera.verification_evidence AS evidence,
  declared_camera.verified_at AS "verifiedAt"`;

const cameras = new KeysetList<CameraRaw, KeptCamera>({
  columns: CAMERA_COLUMNS,
  from: `declared_camera JOIN place ON place.code = declared_camera.building_code JOIN building ON building.place_id = place.id`,
  order: [{ sql: 'declared_camera.row', type: 'int', keyOf: ({ row }) => row }],
  toRow: toKeptCamera,
});
const OF_DECLARATION: Relation<number> = { sql: 'declared_camera.declaration_id = parent.id', keyType: 'int' };

/** Reads declarations for screens: of the buildings that are there for who asks. */
export class DeclarationQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: DeclarationFilter, request: PageRequest): Promise<Page<Declaration>> {
    return declarations.page(this.source.manager, conditionsOf(filter), request);
  }

  byIds(ids: readonly number[]): Promise<Declaration[]> {
    return declarations.all(this.source.manager, [(bind) => `declaration.id = ANY(${bind(ids)}::int[])`]);
  }

  /** The cameras of each of these declarations, in the order of their rows. */
  camerasOf(
    ids: readonly number[],
    request: PageRequest,
    countOf: (id: number) => Promise<number>,
  ): Promise<ReadonlyMap<number, Page<KeptCamera>>> {
    return cameras.pagesOf(this.source.manager, OF_DECLARATION, ids, [], request, countOf);
  }

  countCamerasOf(ids: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return cameras.countsOf(this.source.manager, OF_DECLARATION, ids, []);
  }

  /** The cameras of a declaration that could be asked, piece by piece: those after a camera's id. */
  async camerasToVerify(declarationId: number, afterId: string | null, most: number): Promise<CameraToVerify[]> {
    const found: unknown = await this.source.manager.query(
      `SELECT declared_camera.id, building_code AS building, realm, address, reach, rtsp_port AS "rtspPort", onvif_port AS "onvifPort", http_port AS "httpPort", rtsp_path AS "rtspPath"
       FROM declared_camera WHERE declaration_id = $1 AND declared_camera.id > $2::bigint ORDER BY declared_camera.id LIMIT $3`,
      [declarationId, afterId ?? '0', most],
    );
    return found as CameraToVerify[];
  }

  /** Cameras of declarations that wait or are in force and were not asked since, those never asked first. */
  async camerasToAsk(before: { readonly failed: Date; readonly verified: Date }, most: number): Promise<CameraToVerify[]> {
    const found: unknown = await this.source.manager.query(
      `SELECT declared_camera.id, declared_camera.building_code AS building, realm, address, reach, rtsp_port AS "rtspPort", onvif_port AS "onvifPort",
         http_port AS "httpPort", rtsp_path AS "rtspPath"
       FROM declared_camera JOIN declaration ON declaration.id = declared_camera.declaration_id
       WHERE declaration.superseded_at IS NULL AND declaration.state <> 'REJECTED'
         AND (verified_at IS NULL OR verified_at < CASE verification_outcome WHEN 'VERIFIED' THEN $2::timestamptz ELSE $1::timestamptz END)
       ORDER BY verified_at NULLS FIRST, declared_camera.id LIMIT $3`,
      [before.failed, before.verified, most],
    );
    return found as CameraToVerify[];
  }

  /** Of the newest declaration of each building that was not rejected. */
  async factsOf(buildings: readonly string[]): Promise<ReadonlyMap<string, DeclarationFacts>> {
    const found = (await this.source.manager.query(
      `SELECT newest.building_code AS building, newest.submitted_at AS "declaredAt", newest.camera_count AS "camerasDeclared", seen.verified AS "camerasVerified", seen.at AS "verifiedAt"
       FROM (SELECT DISTINCT ON (building_code) id, building_code, submitted_at, camera_count FROM declaration
         WHERE building_code = ANY($1::text[]) AND superseded_at IS NULL AND state <> 'REJECTED' ORDER BY building_code, version DESC) AS newest
       CROSS JOIN LATERAL (SELECT count(*)::int AS verified, max(verified_at) AS at FROM declared_camera
         WHERE declaration_id = newest.id AND verification_outcome = 'VERIFIED') AS seen`,
      [buildings],
    )) as (DeclarationFacts & { building: string })[];
    return new Map(found.map(({ building, ...facts }) => [building, facts]));
  }
}

function conditionsOf({ buildings, states, within, withSuperseded }: DeclarationFilter): Condition[] {
  const conditions: Condition[] = [];
  if (buildings) conditions.push((bind) => `declaration.building_code = ANY(${bind(buildings)}::text[])`);
  if (states) conditions.push((bind) => `declaration.state = ANY(${bind(states)}::text[])`);
  if (within) conditions.push((bind) => `building.station_place_id IN (${stationSubtree(bind(within))})`);
  if (withSuperseded !== true) conditions.push(() => 'declaration.superseded_at IS NULL');
  return conditions;
}

function toKeptCamera({ outcome, evidence, verifiedAt, ...camera }: CameraRaw): KeptCamera {
  const verification =
    outcome === null || verifiedAt === null
      ? null
      : { outcome, at: verifiedAt, evidence: (evidence ?? []).map((each) => ({ ...each, at: new Date(each.at) })) };
  return { ...camera, verification };
}
