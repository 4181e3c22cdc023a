import { randomUUID } from 'node:crypto';
import type { Clock } from '@app/kernel';
import type { Transactor } from '@app/platform';

export const HANDOVER_LANGUAGES = ['id', 'en'] as const;
export type HandoverLanguage = (typeof HANDOVER_LANGUAGES)[number];

/** What one shift left to the next, as it was told. */
export interface ShiftHandover {
  readonly id: string;
  readonly at: Date;
  /** When the shift began. */
  readonly fromAt: Date;
  readonly by: string;
  /** To whom, if it was said. */
  readonly takenBy: string | null;
  readonly language: HandoverLanguage;
  readonly note: string | null;
  readonly text: string;
}

/** Keeps what one shift leaves to the next. */
export class HandoverService {
  constructor(
    private readonly transactor: Transactor,
    private readonly clock: Clock,
  ) {}

  now(): Date {
    return this.clock.now();
  }

  keep(handover: Omit<ShiftHandover, 'id'>): Promise<ShiftHandover> {
    const kept = { ...handover, id: randomUUID() };
    return this.transactor.run(async () => {
      await this.transactor.manager.query(
        'INSERT INTO shift_handover (id, at, from_at, by, taken_by, language, note, text) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
        [kept.id, kept.at, kept.fromAt, kept.by, kept.takenBy, kept.language, kept.note, kept.text],
      );
      return kept;
    });
  }
}
