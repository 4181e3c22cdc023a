import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/** Each committed change of the inventory, whoever made it; ids and instants grow in the order of the commits. */
@Entity('topology_version')
@Index('topology_version_at_idx', ['at'])
export class TopologyVersionEntity {
  @PrimaryGeneratedColumn('identity', {
    name: 'id',
    type: 'int',
    generatedIdentity: 'BY DEFAULT',
    primaryKeyConstraintName: 'topology_version_pkey',
  })
  id: number;

  /** When it was committed: from then on it was what was exported. */
  @Column('timestamptz', { name: 'at' })
  at: Date;

  /** The instant that its rows carry: a large import begins to write them seconds before its commit. */
  @Column('timestamptz', { name: 'revised_at' })
  revisedAt: Date;

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
@Index('inventory_revision_closed_idx', ['kind', 'validTo', 'key'], { where: '"valid_to" IS NOT NULL' })
// On expressions, so the migration alone can say what they are.
@Index('inventory_revision_closed_place_idx', { synchronize: false })
@Index('inventory_revision_closed_a_idx', { synchronize: false })
@Index('inventory_revision_closed_z_idx', { synchronize: false })
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

  /** `revised_at` of the version that brought it. */
  @Column('timestamptz', { name: 'valid_from' })
  validFrom: Date;

  @Column('timestamptz', { name: 'valid_to', nullable: true })
  validTo: Date | null;
}
