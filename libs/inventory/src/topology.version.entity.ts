import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Each committed change of the inventory, whoever made it. */
@Entity('topology_version')
export class TopologyVersionEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'topology_version_pkey',
  })
  id: number;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  @Column('text', { name: 'actor' })
  actor: string;

  @Column('jsonb', { name: 'summary' })
  summary: object;
}

/**
 * Every row of topology v1 as it was, from and to which instant: the history of the inventory, and what an export is made of.
 * The row that is valid now has no `valid_to`.
 */
@Entity('inventory_revision')
@Index('inventory_revision_current_key', ['kind', 'key'], { unique: true, where: '"valid_to" IS NULL' })
@Index('inventory_revision_kind_key_idx', ['kind', 'key', 'validFrom'])
export class InventoryRevisionEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'bigint',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'inventory_revision_pkey',
  })
  id: string;

  @Column('text', { name: 'kind' })
  kind: string;

  @Column('text', { name: 'key' })
  key: string;

  @Column('jsonb', { name: 'row' })
  row: object;

  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}
