import { Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A duct that several spans share. */
@Entity('conduit')
@Unique('conduit_code_key', ['code'])
export class ConduitEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'conduit_pkey',
  })
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

/** The fibre between two places. */
@Entity('span')
@Unique('span_code_key', ['code'])
@Index('span_a_place_id_idx', ['aPlaceId'])
@Index('span_z_place_id_idx', ['zPlaceId'])
export class SpanEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'span_pkey' })
  id: number;

  @Column('text', { name: 'code' })
  code: string;

  @Column('text', { name: 'cable', nullable: true })
  cable: string | null;

  @Column('int', { name: 'a_place_id' })
  @ForeignKey('place', 'id', { name: 'span_a_place_id_fkey' })
  aPlaceId: number;

  @Column('int', { name: 'z_place_id' })
  @ForeignKey('place', 'id', { name: 'span_z_place_id_fkey' })
  zPlaceId: number;

  @Column('float8', { name: 'length_m', nullable: true })
  lengthM: number | null;

  @Column('int', { name: 'conduit_id', nullable: true })
  @ForeignKey('conduit', 'id', { name: 'span_conduit_id_fkey' })
  conduitId: number | null;

  @Column('jsonb', { name: 'route', nullable: true })
  route: [number, number][] | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}

/** Joins two interfaces and rides spans in order. */
@Entity('link')
@Unique('link_code_key', ['code'])
@Index('link_a_device_id_idx', ['aDeviceId'])
@Index('link_z_device_id_idx', ['zDeviceId'])
export class LinkEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'link_pkey' })
  id: number;

  @Column('text', { name: 'code' })
  code: string;

  @Column('int', { name: 'a_device_id' })
  @ForeignKey('device', 'id', { name: 'link_a_device_id_fkey' })
  aDeviceId: number;

  @Column('text', { name: 'a_interface', nullable: true })
  aInterface: string | null;

  @Column('int', { name: 'z_device_id' })
  @ForeignKey('device', 'id', { name: 'link_z_device_id_fkey' })
  zDeviceId: number;

  @Column('text', { name: 'z_interface', nullable: true })
  zInterface: string | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}

/** Which spans a link rides, in order from its a end. */
@Entity('link_span')
@Index('link_span_span_id_idx', ['spanId'])
export class LinkSpanEntity {
  @PrimaryColumn('int', { name: 'link_id', primaryKeyConstraintName: 'link_span_pkey' })
  @ForeignKey('link', 'id', { name: 'link_span_link_id_fkey' })
  linkId: number;

  @PrimaryColumn('int', { name: 'seq', primaryKeyConstraintName: 'link_span_pkey' })
  seq: number;

  @Column('int', { name: 'span_id' })
  @ForeignKey('span', 'id', { name: 'link_span_span_id_fkey' })
  spanId: number;
}
