import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The instant of the newest committed change of anything whose history is kept. One row, or none before the first. */
@Entity('history_clock')
@Check('history_clock_id_check', '"id" = 1')
export class HistoryClockEntity {
  @PrimaryColumn('int', { name: 'id', primaryKeyConstraintName: 'history_clock_pkey' })
  id: number;

  @Column('timestamptz', { name: 'at' })
  at: Date;
}
