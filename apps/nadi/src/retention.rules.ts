import { AuditRetention, type Destruction, RetentionRule } from '@app/audit';
import { LetterStore } from '@app/compliance';
import type { Settings, Transactor } from '@app/platform';
import { EndedDeclarationsStore } from '@app/registration';

/** What is destroyed some day, for the job and the command alike: a room whose data ends brings a rule, and it is listed here. */
export function retentionRules(transactor: Transactor, settings: Settings): RetentionRule[] {
  const { NADI_AUDIT_DAYS, NADI_DECLARATION_DAYS, NADI_LETTER_DAYS } = settings;
  return [
    new AuditRetention(transactor, NADI_AUDIT_DAYS),
    new PieceRetention(new EndedDeclarationsStore(transactor), {
      code: 'declarations',
      dataSet: 'declaration',
      keptDays: NADI_DECLARATION_DAYS,
      reason: 'once it was rejected or another one counts, its addresses of cameras are of no more use (a choice of the service)',
    }),
    new PieceRetention(new LetterStore(transactor), {
      code: 'letters',
      dataSet: 'compliance_move.letter',
      keptDays: NADI_LETTER_DAYS,
      reason: 'names persons; the move that it went with stays (a choice of the service)',
    }),
  ];
}

interface Piece {
  readonly count: number;
  readonly fromAt: Date;
  readonly toAt: Date;
  readonly digest: string;
}

/** A data set of a room that knows of itself what is over. */
interface EndingData {
  due(before: Date): Promise<Piece | null>;
  destroy(piece: Pick<Piece, 'count' | 'toAt'>): Promise<void>;
}

class PieceRetention extends RetentionRule {
  readonly code: string;
  readonly dataSet: string;
  readonly keptDays: number;
  readonly reason: string;

  constructor(
    private readonly data: EndingData,
    told: Pick<RetentionRule, 'code' | 'dataSet' | 'keptDays' | 'reason'>,
  ) {
    super();
    this.code = told.code;
    this.dataSet = told.dataSet;
    this.keptDays = told.keptDays;
    this.reason = told.reason;
  }

  override async due(cutoff: Date): Promise<Destruction | null> {
    const piece = await this.data.due(cutoff);
    if (piece === null) return null;
    const { count, digest, fromAt, toAt } = piece;
    return {
      rule: this.code,
      dataSet: this.dataSet,
      keptDays: this.keptDays,
      count,
      digest,
      fromAt: fromAt.toISOString(),
      toAt: toAt.toISOString(),
    };
  }

  override destroy({ count, toAt }: Destruction): Promise<void> {
    return this.data.destroy({ count, toAt: new Date(toAt) });
  }
}
