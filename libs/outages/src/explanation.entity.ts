import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Explanation } from './explanation.js';

/** Why an outage is taken for what it is, as it was judged last. A table of its own: lists of outages do not read it. */
@Entity('outage_explanation')
export class OutageExplanationEntity {
  @PrimaryColumn('uuid', { name: 'outage_id', primaryKeyConstraintName: 'outage_explanation_pkey' })
  @ForeignKey('outage', 'id', { name: 'outage_explanation_outage_id_fkey' })
  outageId: string;

  /** When it became as it is. */
  @Column('timestamptz', { name: 'explained_at' })
  explainedAt: Date;

  @Column('jsonb', { name: 'explanation' })
  explanation: Explanation;
}
