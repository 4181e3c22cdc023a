import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** The whole list of a building's cameras as it was handed in once. Of each building one at most is open, and one at most in force. */
@Entity('declaration')
@Unique('declaration_building_code_version_key', ['buildingCode', 'version'])
@Index('declaration_open_key', ['buildingCode'], { unique: true, where: `"state" = 'SUBMITTED' AND "superseded_at" IS NULL` })
@Index('declaration_in_force_key', ['buildingCode'], { unique: true, where: `"state" = 'ACCEPTED' AND "superseded_at" IS NULL` })
@Check('declaration_state_check', `"state" IN ('SUBMITTED', 'ACCEPTED', 'REJECTED')`)
@Check('declaration_source_check', `"source" IN ('FORM', 'CSV', 'XLSX')`)
export class DeclarationEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'declaration_pkey',
  })
  id: number;

  @Column('text', { name: 'building_code' })
  @ForeignKey('place', 'code', { name: 'declaration_building_code_fkey' })
  buildingCode: string;

  @Column('int', { name: 'version' })
  version: number;

  @Column('text', { name: 'state' })
  state: string;

  @Column('text', { name: 'source' })
  source: string;

  @Column('int', { name: 'camera_count' })
  cameraCount: number;

  @Column('text', { name: 'submitted_by' })
  submittedBy: string;

  @Column('timestamptz', { name: 'submitted_at' })
  submittedAt: Date;

  @Column('text', { name: 'reviewed_by', nullable: true })
  reviewedBy: string | null;

  @Column('timestamptz', { name: 'reviewed_at', nullable: true })
  reviewedAt: Date | null;

  @Column('text', { name: 'reason', nullable: true })
  reason: string | null;

  @Column('timestamptz', { name: 'superseded_at', nullable: true })
  supersededAt: Date | null;

  @Column('jsonb', { name: 'warnings' })
  warnings: object[];

  @Column('int', { name: 'warning_count' })
  warningCount: number;
}

/** One camera of a declaration, and what came of asking it. */
@Entity('declared_camera')
@Unique('declared_camera_declaration_id_row_key', ['declarationId', 'row'])
@Index('declared_camera_realm_address_idx', ['realm', 'address'], { where: '"address" IS NOT NULL' })
@Index('declared_camera_mac_idx', ['mac'], { where: '"mac" IS NOT NULL' })
export class DeclaredCameraEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'declared_camera_pkey',
  })
  id: string;

  @Column('int', { name: 'declaration_id' })
  @ForeignKey('declaration', 'id', { name: 'declared_camera_declaration_id_fkey', onDelete: 'CASCADE' })
  declarationId: number;

  @Column('text', { name: 'building_code' })
  buildingCode: string;

  @Column('int', { name: 'row' })
  row: number;

  @Column('text', { name: 'name' })
  name: string;

  @Column('text', { name: 'realm' })
  realm: string;

  @Column('text', { name: 'address', nullable: true })
  address: string | null;

  @Column('text', { name: 'reach' })
  reach: string;

  @Column('int', { name: 'rtsp_port', nullable: true })
  rtspPort: number | null;

  @Column('int', { name: 'onvif_port', nullable: true })
  onvifPort: number | null;

  @Column('int', { name: 'http_port', nullable: true })
  httpPort: number | null;

  @Column('text', { name: 'rtsp_path', nullable: true })
  rtspPath: string | null;

  @Column('float8', { name: 'lat', nullable: true })
  lat: number | null;

  @Column('float8', { name: 'lon', nullable: true })
  lon: number | null;

  @Column('text', { name: 'location', nullable: true })
  location: string | null;

  @Column('float8', { name: 'heading_deg', nullable: true })
  headingDeg: number | null;

  @Column('float8', { name: 'field_of_view_deg', nullable: true })
  fieldOfViewDeg: number | null;

  @Column('bool', { name: 'street_facing', nullable: true })
  streetFacing: boolean | null;

  @Column('text', { name: 'sees', nullable: true })
  sees: string | null;

  @Column('text', { name: 'recorder', nullable: true })
  recorder: string | null;

  @Column('int', { name: 'channel', nullable: true })
  channel: number | null;

  @Column('float8', { name: 'retention_days', nullable: true })
  retentionDays: number | null;

  @Column('text', { name: 'vendor', nullable: true })
  vendor: string | null;

  @Column('text', { name: 'model', nullable: true })
  model: string | null;

  @Column('text', { name: 'serial', nullable: true })
  serial: string | null;

  @Column('text', { name: 'mac', nullable: true })
  mac: string | null;

  /** The device of the inventory that it became. */
  @Column('text', { name: 'device_name', nullable: true })
  deviceName: string | null;

  @Column('text', { name: 'verification_outcome', nullable: true })
  verificationOutcome: string | null;

  @Column('jsonb', { name: 'verification_evidence', nullable: true })
  verificationEvidence: object[] | null;

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt: Date | null;
}
