import type { Evidence } from '@app/diagnosis';
import { BELIEF } from '@app/reachability';
import { type Component, effectOf, type NetworkGraph, type Walk } from '@app/topology';
import type { Beliefs } from './evidence.builder.js';
import type { EvidenceItem, EvidenceKind, Polarity } from './explanation.js';

/** What one judgement stands on, shared by all its outages. */
export interface JudgedCase {
  readonly graph: NetworkGraph;
  readonly evidence: Evidence;
  readonly beliefs: Beliefs;
  /** The ways that are left while all that is blamed is broken. */
  readonly ways: Walk;
}

/** One outage of it, and one of its candidates. */
export interface EvidenceCase extends JudgedCase {
  readonly candidate: Component;
  /** Links that the candidate would darken, ascending, each once. */
  readonly links: readonly number[];
  /** Devices that it would put out, ascending. */
  readonly off: readonly number[];
  /** Silent devices behind the outage, ascending. */
  readonly silent: readonly number[];
  /** Since when the first of them is silent, or the first port down; null where nobody knows. */
  readonly since: number | null;
}

export function caseOf(judged: JudgedCase, candidate: Component, silent: readonly number[]): EvidenceCase {
  const { graph, evidence, beliefs } = judged;
  const { links, devices } = effectOf(graph, candidate.kind, candidate.index);
  const ascending = (list: readonly number[]) => [...new Set(list)].sort((a, b) => a - b);
  const darkSince = links.flatMap((link) =>
    [2 * link, 2 * link + 1].map((end) => (evidence.operUp[end] === 0 ? (beliefs.interfaces.since[end] as number) : 0)),
  );
  const since = earliest([...darkSince, silentSince(beliefs, silent) ?? 0]);
  return { ...judged, candidate, links: ascending(links), off: ascending(devices), silent, since };
}

/** Fibre candidates darken links and leave devices on; the others take away what stands at their ends. */
export function isFibre({ candidate: { kind } }: EvidenceCase): boolean {
  return kind === 'CONDUIT' || kind === 'SPAN' || kind === 'LINK';
}

export function item(
  kind: EvidenceKind,
  polarity: Polarity,
  subject: string,
  sentence: string,
  more: { count?: number; at?: number | null } = {},
): EvidenceItem {
  return { kind, polarity, subject, count: more.count ?? 1, at: more.at ?? null, sentence };
}

/** Names in one sentence: a sentence, not a list. */
const MOST_NAMED = 3;

export function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED);
  if (names.length > MOST_NAMED) return `${shown.join(', ')} and ${(names.length - MOST_NAMED).toLocaleString('en')} more`;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? noun : nouns}`;
}

/** The least of some instants; 0 is none. */
export function earliest(instants: Iterable<number>): number | null {
  let least: number | null = null;
  for (const at of instants) if (at > 0 && (least === null || at < least)) least = at;
  return least;
}

export function deviceAt(graph: NetworkGraph, end: number): number {
  return (end & 1 ? graph.linkZ : graph.linkA)[end >> 1] as number;
}

export function farDevice(graph: NetworkGraph, end: number): number {
  return deviceAt(graph, end ^ 1);
}

export function portAt(graph: NetworkGraph, end: number): string {
  return (end & 1 ? graph.linkInterfaces.z : graph.linkInterfaces.a)[end >> 1] ?? '';
}

/** Since when silence was believed, of those whose own silence was heard. */
export function silentSince({ devices }: Beliefs, silent: readonly number[]): number | null {
  return earliest(silent.map((device) => (devices.status[device] === BELIEF.DOWN ? (devices.since[device] as number) : 0)));
}
