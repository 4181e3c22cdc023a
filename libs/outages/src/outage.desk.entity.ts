import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One entry of the list of causes that people choose from. A retired one stays for what it was chosen for. */
@Entity('outage_cause')
export class OutageCauseEntity {
  @PrimaryColumn('text', { name: 'code', primaryKeyConstraintName: 'outage_cause_pkey' })
  code: string;

  @Column('text', { name: 'label_en' })
  labelEn: string;

  @Column('text', { name: 'label_id' })
  labelId: string;

  @Column('timestamptz', { name: 'retired_at', nullable: true })
  retiredAt: Date | null;
}

/** What one shift left to the next, as it was told. Written once, never changed. */
@Entity('shift_handover')
@Index('shift_handover_at_idx', ['at', 'id'])
export class ShiftHandoverEntity {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'shift_handover_pkey' })
  id: string;

  @Column('timestamptz', { name: 'at' })
  at: Date;

  /** When the shift began. */
  @Column('timestamptz', { name: 'from_at' })
  fromAt: Date;

  @Column('text', { name: 'by' })
  by: string;

  @Column('text', { name: 'taken_by', nullable: true })
  takenBy: string | null;

  @Column('text', { name: 'language' })
  language: string;

  @Column('text', { name: 'note', nullable: true })
  note: string | null;

  @Column('text', { name: 'text' })
  text: string;
}
