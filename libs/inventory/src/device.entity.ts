import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** An address space: two devices may share an address only in different realms. */
@Entity('realm')
@Unique('realm_code_key', ['code'])
export class RealmEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'realm_pkey' })
  id: number;

  @Column('text', { name: 'code' })
  code: string;

  @Column('text', { name: 'name', nullable: true })
  name: string | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}

@Entity('device')
@Unique('device_name_key', ['name'])
@Index('device_place_id_idx', ['placeId'])
@Index('device_realm_id_address_key', ['realmId', 'address'], { unique: true, where: '"valid_to" IS NULL AND "address" IS NOT NULL' })
export class DeviceEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'device_pkey' })
  id: number;

  @Column('text', { name: 'name' })
  name: string;

  @Column('text', { name: 'role' })
  role: string;

  @Column('int', { name: 'place_id' })
  @ForeignKey('place', 'id', { name: 'device_place_id_fkey' })
  placeId: number;

  @Column('int', { name: 'realm_id' })
  @ForeignKey('realm', 'id', { name: 'device_realm_id_fkey' })
  realmId: number;

  @Column('text', { name: 'address', nullable: true })
  address: string | null;

  @Column('int', { name: 'port', nullable: true })
  port: number | null;

  @Column('text', { name: 'checks', array: true })
  checks: string[];

  @Column('text', { name: 'credential', nullable: true })
  credential: string | null;

  @Column('text', { name: 'vendor', nullable: true })
  vendor: string | null;

  @Column('text', { name: 'model', nullable: true })
  model: string | null;

  @Column('float8', { name: 'lat', nullable: true })
  lat: number | null;

  @Column('float8', { name: 'lon', nullable: true })
  lon: number | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}

/** What only cameras have. */
@Entity('camera')
export class CameraEntity {
  @PrimaryColumn('int', { name: 'device_id', primaryKeyConstraintName: 'camera_pkey' })
  @ForeignKey('device', 'id', { name: 'camera_device_id_fkey' })
  deviceId: number;

  @Column('float8', { name: 'heading_deg', nullable: true })
  headingDeg: number | null;

  @Column('float8', { name: 'field_of_view_deg', nullable: true })
  fieldOfViewDeg: number | null;

  @Column('bool', { name: 'street_facing', nullable: true })
  streetFacing: boolean | null;

  /** The recorder as it was written, and the device of that name where there is one. */
  @Column('text', { name: 'recorder', nullable: true })
  recorder: string | null;

  @Column('int', { name: 'recorder_device_id', nullable: true })
  @ForeignKey('device', 'id', { name: 'camera_recorder_device_id_fkey' })
  recorderDeviceId: number | null;

  @Column('int', { name: 'channel', nullable: true })
  channel: number | null;

  @Column('float8', { name: 'retention_days', nullable: true })
  retentionDays: number | null;

  @Column('text', { name: 'rtsp_path', nullable: true })
  rtspPath: string | null;
}

/** A place from which devices are asked. */
@Entity('poller')
@Unique('poller_code_key', ['code'])
export class PollerEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'poller_pkey' })
  id: number;

  @Column('text', { name: 'code' })
  code: string;

  @Column('int', { name: 'device_id' })
  @ForeignKey('device', 'id', { name: 'poller_device_id_fkey' })
  deviceId: number;

  @Column('text', { name: 'realms', array: true })
  realms: string[];

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}
