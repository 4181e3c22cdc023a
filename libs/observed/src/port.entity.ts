import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** A port of a device, the same row whatever number the agent gives it after a restart. */
@Entity('device_interface')
@Index('device_interface_device_id_idx', ['deviceId'])
export class DeviceInterfaceEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'device_interface_pkey',
  })
  id: number;

  @Column('int', { name: 'device_id' })
  @ForeignKey('device', 'id', { name: 'device_interface_device_id_fkey' })
  deviceId: number;

  /** The MIB ends at 2^31 − 1; OLTs go up to 2^32 − 1. */
  @Column('bigint', { name: 'if_index' })
  ifIndex: string;

  @Column('text', { name: 'if_name', nullable: true })
  ifName: string | null;

  @Column('text', { name: 'if_descr', nullable: true })
  ifDescr: string | null;

  @Column('text', { name: 'if_alias', nullable: true })
  ifAlias: string | null;

  @Column('int', { name: 'if_type', nullable: true })
  ifType: number | null;

  @Column('bigint', { name: 'mtu', nullable: true })
  mtu: string | null;

  @Column('bigint', { name: 'speed_bps', nullable: true })
  speedBps: string | null;

  @Column('text', { name: 'phys_address', nullable: true })
  physAddress: string | null;

  @Column('text', { name: 'admin_status', nullable: true })
  adminStatus: string | null;

  @Column('text', { name: 'oper_status', nullable: true })
  operStatus: string | null;

  @Column('timestamptz', { name: 'oper_since' })
  operSince: Date;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  /** Since when the device does not list it any more. */
  @Column('timestamptz', { name: 'gone_at', nullable: true })
  goneAt: Date | null;
}

/** Something a device measures. */
@Entity('sensor')
@Index('sensor_device_id_idx', ['deviceId'])
@Check('sensor_class_check', `"class" IN ('dbm', 'temperature', 'voltage', 'current', 'percent')`)
export class SensorEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'sensor_pkey' })
  id: number;

  @Column('int', { name: 'device_id' })
  @ForeignKey('device', 'id', { name: 'sensor_device_id_fkey' })
  deviceId: number;

  @Column('int', { name: 'interface_id', nullable: true })
  @ForeignKey('device_interface', 'id', { name: 'sensor_interface_id_fkey' })
  interfaceId: number | null;

  @Column('text', { name: 'class' })
  class: string;

  @Column('text', { name: 'kind', nullable: true })
  kind: string | null;

  @Column('text', { name: 'oid' })
  oid: string;

  @Column('text', { name: 'descr' })
  descr: string;

  @Column('float8', { name: 'low', nullable: true })
  low: number | null;

  @Column('float8', { name: 'low_warn', nullable: true })
  lowWarn: number | null;

  @Column('float8', { name: 'high_warn', nullable: true })
  highWarn: number | null;

  @Column('float8', { name: 'high', nullable: true })
  high: number | null;

  /** Kept now and then; the newest is in the memory of whoever reads. */
  @Column('float8', { name: 'value' })
  value: number;

  @Column('timestamptz', { name: 'value_at' })
  valueAt: Date;

  @Column('timestamptz', { name: 'first_seen_at' })
  firstSeenAt: Date;

  /** Since when it tells nothing: taken out, failed, or no light. */
  @Column('timestamptz', { name: 'gone_at', nullable: true })
  goneAt: Date | null;
}

/** What is made of the light that one receiver tells. */
@Entity('optical_port')
@Index('optical_port_device_id_idx', ['deviceId'])
@Index('optical_port_margin_idx', ['marginCentiDb', 'sensorId'])
@Check('optical_port_level_check', `"level" IN ('ok', 'warning', 'critical')`)
export class OpticalPortEntity {
  @PrimaryColumn('int', { name: 'sensor_id', primaryKeyConstraintName: 'optical_port_pkey' })
  @ForeignKey('sensor', 'id', { name: 'optical_port_sensor_id_fkey' })
  sensorId: number;

  @Column('int', { name: 'device_id' })
  @ForeignKey('device', 'id', { name: 'optical_port_device_id_fkey' })
  deviceId: number;

  @Column('text', { name: 'level' })
  level: string;

  @Column('timestamptz', { name: 'level_since' })
  levelSince: Date;

  @Column('boolean', { name: 'is_drifting' })
  isDrifting: boolean;

  @Column('timestamptz', { name: 'drifting_since', nullable: true })
  driftingSince: Date | null;

  /** Hundredths of a dB over the receiver's sensitivity, when last kept; null where none is known or no light is seen. */
  @Column('int', { name: 'margin_centi_db', nullable: true })
  marginCentiDb: number | null;

  /** Hundredths of a dBm: the median of the history. */
  @Column('int', { name: 'median_centi_dbm', nullable: true })
  medianCentiDbm: number | null;

  /** Hours since the epoch of the newest value in the history. */
  @Column('int', { name: 'history_hour' })
  historyHour: number;

  /** One value an hour of the last week, 16 bits each in hundredths of a dBm, by hour mod 168. */
  @Column('bytea', { name: 'history' })
  history: Buffer;
}

/** Light that is told of as low, from the first port of a root until the last of it is well again. */
@Entity('optical_alarm')
@Index('optical_alarm_open_root_key', ['kind', 'rootCode'], { unique: true, where: '"cleared_at" IS NULL' })
@Index('optical_alarm_cleared_at_idx', ['clearedAt'])
@Check('optical_alarm_severity_check', `"severity" IN ('critical', 'warning')`)
@Check('optical_alarm_kind_check', `"kind" IN ('LINK', 'DEVICE')`)
export class OpticalAlarmEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'optical_alarm_pkey' })
  id: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('text', { name: 'root_code' })
  rootCode: string;

  @Column('text', { name: 'severity' })
  severity: string;

  @Column('text', { name: 'station', nullable: true })
  station: string | null;

  @Column('jsonb', { name: 'ports' })
  ports: unknown[];

  @Column('timestamptz', { name: 'opened_at' })
  openedAt: Date;

  @Column('timestamptz', { name: 'cleared_at', nullable: true })
  clearedAt: Date | null;
}
