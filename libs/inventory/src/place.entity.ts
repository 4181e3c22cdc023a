import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** What stations, buildings and access points share: one name space of codes. */
@Entity('place')
@Unique('place_code_key', ['code'])
@Check('place_kind_check', `"kind" IN ('STATION', 'BUILDING', 'ACCESS_POINT')`)
export class PlaceEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'place_pkey' })
  id: number;

  @Column('text', { name: 'code' })
  code: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('text', { name: 'name' })
  name: string;

  @Column('float8', { name: 'lat', nullable: true })
  lat: number | null;

  @Column('float8', { name: 'lon', nullable: true })
  lon: number | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}

@Entity('station')
@Index('station_parent_place_id_idx', ['parentPlaceId'])
export class StationEntity {
  @PrimaryColumn('int', { name: 'place_id', primaryKeyConstraintName: 'station_pkey' })
  @ForeignKey('place', 'id', { name: 'station_place_id_fkey' })
  placeId: number;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('int', { name: 'parent_place_id', nullable: true })
  @ForeignKey('place', 'id', { name: 'station_parent_place_id_fkey' })
  parentPlaceId: number | null;

  @Column('text', { name: 'former_names', array: true })
  formerNames: string[];

  @Column('text', { name: 'district_codes', array: true })
  districtCodes: string[];

  @Column('bool', { name: 'approximate' })
  approximate: boolean;
}

@Entity('building')
@Index('building_station_place_id_idx', ['stationPlaceId'])
export class BuildingEntity {
  @PrimaryColumn('int', { name: 'place_id', primaryKeyConstraintName: 'building_pkey' })
  @ForeignKey('place', 'id', { name: 'building_place_id_fkey' })
  placeId: number;

  @Column('int', { name: 'station_place_id' })
  @ForeignKey('place', 'id', { name: 'building_station_place_id_fkey' })
  stationPlaceId: number;

  @Column('int', { name: 'owner_id', nullable: true })
  @ForeignKey('owner', 'id', { name: 'building_owner_id_fkey' })
  ownerId: number | null;

  @Column('text', { name: 'address', nullable: true })
  address: string | null;
}

@Entity('access_point')
export class AccessPointEntity {
  @PrimaryColumn('int', { name: 'place_id', primaryKeyConstraintName: 'access_point_pkey' })
  @ForeignKey('place', 'id', { name: 'access_point_place_id_fkey' })
  placeId: number;

  @Column('text', { name: 'kind' })
  kind: string;
}

/** Who owns a building: personal data, shown to few. */
@Entity('owner')
@Unique('owner_code_key', ['code'])
export class OwnerEntity {
  @PrimaryGeneratedColumn('identity', { name: 'id', type: 'int', generatedIdentity: 'BY DEFAULT', primaryKeyConstraintName: 'owner_pkey' })
  id: number;

  @Column('text', { name: 'code' })
  code: string;

  @Column('text', { name: 'name' })
  name: string;

  @Column('text', { name: 'contact_name', nullable: true })
  contactName: string | null;

  @Column('text', { name: 'phone', nullable: true })
  phone: string | null;

  @Column('text', { name: 'email', nullable: true })
  email: string | null;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}
