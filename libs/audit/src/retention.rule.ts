import type { DestroyedRange } from '@app/ledger';

/** What one rule destroyed, or would: what an inspector is shown. */
export interface Destruction {
  readonly rule: string;
  readonly dataSet: string;
  readonly keptDays: number;
  readonly count: number;
  /** Of the oldest and the newest that was destroyed. */
  readonly fromAt: string;
  readonly toAt: string;
  /** SHA-256 over all that was destroyed, as the rule says how. */
  readonly digest: string;
  /** Where the data set is a chain: what joins its loose ends. */
  readonly ranges?: readonly DestroyedRange[];
}

/**
 * How long one data set is kept, and how it is destroyed. A room whose data ends some day brings a rule of its own; whoever
 * composes the program lists it.
 */
export abstract class RetentionRule {
  /** A short name, for reports. */
  abstract readonly code: string;
  abstract readonly dataSet: string;
  abstract readonly keptDays: number;
  /** Why it is kept so long, with its source where there is one. */
  abstract readonly reason: string;
  /** The oldest part of what is older than `cutoff`, as much as one transaction should take; null where nothing is. Changes nothing. */
  abstract due(cutoff: Date): Promise<Destruction | null>;
  /** Destroys exactly that, in the transaction in which `due` told it. */
  abstract destroy(due: Destruction): Promise<void>;
}
