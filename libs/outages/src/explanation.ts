import type { ComponentKind } from '@app/kernel';
import type { Suspect } from './outage.js';

/** Where a piece of evidence comes from, and what it says; in the order in which people read them. */
export const EVIDENCE_KINDS = [
  'silence',
  'interface-down',
  'still-answers',
  'neighbour-lost',
  'neighbour-seen',
  'link-down-trap',
  'onu-dying-gasp',
  'onu-loss-of-signal',
  'onu-trap',
  'ups-on-battery',
  'ups-on-mains',
  'icmp-unreachable',
  'light-low',
] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

/** Whether it speaks for a candidate, against it, or only belongs to the picture. */
export const POLARITIES = ['for', 'against', 'neutral'] as const;
export type Polarity = (typeof POLARITIES)[number];

/** One thing that was observed, as it bears on one candidate. */
export interface EvidenceItem {
  readonly kind: EvidenceKind;
  readonly polarity: Polarity;
  /** Code or name of what it was observed of: a device, a link, or the candidate where many were counted together. */
  readonly subject: string;
  /** How many observations it stands for. */
  readonly count: number;
  /** Since when, or when: milliseconds since the epoch; null where nobody knows. */
  readonly at: number | null;
  readonly sentence: string;
}

export interface ExplainedCandidate {
  readonly kind: ComponentKind;
  readonly code: string;
  readonly evidence: readonly EvidenceItem[];
  /** Further pieces of evidence that did not find room. */
  readonly omitted: number;
}

/** What is lost in the area of one station. */
export interface StationLoss {
  readonly code: string;
  readonly devices: number;
  readonly cameras: number;
  /** None of its own devices answers. */
  readonly isIsolated: boolean;
}

/** Why an outage is taken for what it is, as it was judged last: it stays when the outage is over. */
export interface Explanation {
  /** Null where it opened before explanations were kept. */
  readonly openedOnVersion: number | null;
  readonly judgedOnVersion: number;
  readonly candidates: readonly ExplainedCandidate[];
  /** Candidates that are not explained: there are too many. */
  readonly omittedCandidates: number;
  /** Stations in whose area something is lost, by code. */
  readonly stations: readonly StationLoss[];
  /** Codes of the buildings in which something is lost. */
  readonly buildings: readonly string[];
  /** Stations that keep a way, but one that any further cut on it takes; they had a second. */
  readonly exposedStations: readonly string[];
  /** False: the topology cannot explain what was seen, so the silent device is to blame itself. */
  readonly isExplained: boolean;
}

/** One piece of evidence that came or went, for the life of the outage. */
export interface EvidenceTurn {
  readonly candidate: Suspect;
  readonly polarity: Polarity;
  readonly sentence: string;
}
