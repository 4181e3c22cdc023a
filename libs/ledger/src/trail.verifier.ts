import { type Anchor, anchorText } from './anchor.js';
import { type AuditRecord, DESTROYED, hashOf, NO_HASH } from './audit.record.js';
import { type DestroyedRange, destroyedRanges } from './destroyed.range.js';
import { readRecord } from './read.record.js';

const MOST_PROBLEMS = 50;

export interface TrailProblem {
  /** The line of the export, counted from 1; null for what no line shows. */
  readonly line: number | null;
  readonly seq: number | null;
  readonly reason: string;
}

export interface TrailVerdict {
  readonly isIntact: boolean;
  readonly records: number;
  readonly first: Anchor | null;
  /** Where it ends: the next anchor. */
  readonly last: Anchor | null;
  /** The first of them; `problemCount` tells how many there are. */
  readonly problems: readonly TrailProblem[];
  readonly problemCount: number;
  /** What is missing and accounted for. */
  readonly destroyed: readonly DestroyedRange[];
  /** What the file alone cannot prove. */
  readonly notes: readonly string[];
}

export interface VerifyOptions {
  readonly anchors?: readonly Anchor[];
  /** The export was cut out on purpose: what came before its first record is not asked. */
  readonly isPart?: boolean;
}

/** Records that are missing between two that are there. */
interface Gap {
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly before: string;
  readonly last: string;
  /** Retention goes by age, so nothing but accounts of earlier destructions stays before what it took. */
  readonly isAfterOrdinary: boolean;
}

/**
 * Holds an export of the trail against itself, line by line, in memory that does not grow with it: each hash, each link to the record
 * before, no number missing but those that a record of destruction accounts for; and against anchors, which alone show a cut end.
 */
export class TrailVerifier {
  private line = 0;
  private records = 0;
  private first: AuditRecord | null = null;
  private last: AuditRecord | null = null;
  private readonly gaps: Gap[] = [];
  private readonly ranges = new Map<number, DestroyedRange>();
  private readonly problems: TrailProblem[] = [];
  private problemCount = 0;
  private readonly notes: string[] = [];
  private readonly anchors = new Map<number, readonly Anchor[]>();

  constructor(private readonly options: VerifyOptions = {}) {
    for (const anchor of options.anchors ?? []) this.anchors.set(anchor.seq, [...(this.anchors.get(anchor.seq) ?? []), anchor]);
  }

  add(line: string): void {
    this.line += 1;
    const read = readRecord(line);
    if (read.kind === 'refused') return this.tell(this.line, null, read.reason);
    const { record } = read;
    this.records += 1;
    if (hashOf(record) !== record.hash) this.tell(this.line, record.seq, 'is not what was recorded: its hash is another');
    this.join(record);
    for (const anchor of this.anchors.get(record.seq) ?? [])
      if (anchor.hash !== record.hash) this.tell(this.line, record.seq, `is not the one that the anchor ${anchorText(anchor)} names`);
    this.anchors.delete(record.seq);
    if (record.action === DESTROYED) for (const range of destroyedRanges(record)) this.ranges.set(range.from, range);
    this.first ??= record;
    this.last = record;
  }

  end(): TrailVerdict {
    const destroyed = this.gaps.flatMap((gap) => this.account(gap));
    for (const anchor of [...this.anchors.values()].flat()) this.miss(anchor, destroyed);
    return {
      isIntact: this.problemCount === 0,
      records: this.records,
      first: this.first && anchorOf(this.first),
      last: this.last && anchorOf(this.last),
      problems: this.problems,
      problemCount: this.problemCount,
      destroyed,
      notes: this.notes,
    };
  }

  private join(record: AuditRecord): void {
    const { seq, previous } = record;
    const before = this.last ?? { seq: 0, hash: NO_HASH, action: DESTROYED };
    if (seq <= before.seq) return this.tell(this.line, seq, `stands after ${before.seq}: records are out of order or repeated`);
    if (seq === before.seq + 1) {
      if (previous !== before.hash) this.tell(this.line, seq, `does not follow on ${before.seq}: the record before it is another`);
      return;
    }
    const range = { line: this.line, from: before.seq + 1, to: seq - 1, before: before.hash, last: previous };
    this.gaps.push({ ...range, isAfterOrdinary: before.action !== DESTROYED });
  }

  /** The destructions that fill a gap from end to end, each joined to the next by its hashes. */
  private account(gap: Gap): DestroyedRange[] {
    if (this.options.isPart && gap.from === 1) {
      this.notes.push(`begins at ${gap.to + 1}: what came before is not in this part`);
      return [];
    }
    const found: DestroyedRange[] = [];
    let [from, hash] = [gap.from, gap.before];
    while (from <= gap.to) {
      const range = this.ranges.get(from);
      if (!range || range.before !== hash) break;
      found.push(range);
      [from, hash] = [range.to + 1, range.last];
    }
    const named = gap.from === gap.to ? `${gap.from} is missing` : `${gap.from} to ${gap.to} are missing`;
    if (from !== gap.to + 1 || hash !== gap.last) this.tell(gap.line, gap.from, `${named}, and no destruction accounts for it`);
    else if (gap.isAfterOrdinary) this.tell(gap.line, gap.from, `${named}, though older records are there: retention takes the oldest`);
    return found;
  }

  /** An anchor whose record was not met. */
  private miss(anchor: Anchor, destroyed: readonly DestroyedRange[]): void {
    const { seq, hash, at } = anchor;
    if (this.last === null || seq > this.last.seq)
      return this.tell(null, seq, `is missing: the trail ends ${this.last === null ? 'before it begins' : `at ${this.last.seq}`}`);
    const range = destroyed.find(({ from, to }) => from <= seq && seq <= to);
    if (range && at !== null && at > range.toAt)
      return this.tell(null, seq, `was made at ${at}, yet is said to be destroyed among records up to ${range.toAt}`);
    if (range?.to === seq && range.last !== hash) return this.tell(null, seq, `was destroyed under another hash than its anchor's`);
    this.notes.push(`${seq} of an anchor ${range ? 'was destroyed' : 'is not in the file'}: it proves nothing here`);
  }

  private tell(line: number | null, seq: number | null, reason: string): void {
    this.problemCount += 1;
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ line, seq, reason });
  }
}

function anchorOf({ seq, hash, at }: AuditRecord): Anchor {
  return { seq, hash, at };
}
