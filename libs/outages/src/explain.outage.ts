import type { InventorySnapshot } from '@app/inventory';
import { compareNatural, type Component, componentOf, darknessOf, effectOf, impactOf, type NetworkGraph, walkFrom } from '@app/topology';
import type { Beliefs } from './evidence.builder.js';
import { caseOf, type JudgedCase } from './evidence.case.js';
import { interfacesDown, silence, stillAnswers } from './evidence.seen.js';
import { linkDownTraps, lowLight, mains, neighbours, onuCauses, unreachables } from './evidence.told.js';
import {
  EVIDENCE_KINDS,
  type EvidenceItem,
  type EvidenceTurn,
  type ExplainedCandidate,
  type Explanation,
  POLARITIES,
  type StationLoss,
} from './explanation.js';
import { isLost, type Judgement } from './judge.js';
import { type Cause, keyOfSuspect, type Outage, type Suspect } from './outage.js';

/** Pieces of evidence a candidate, candidates an outage: what people read, not all there is. */
const MOST_ITEMS = 20;
const MOST_CANDIDATES = 30;

const RULES = [silence, interfacesDown, stillAnswers, neighbours, linkDownTraps, onuCauses, mains, unreachables, lowLight];
/** What was seen before the cut cannot be seen again after it: it stays once it was told. */
const STAYS: ReadonlySet<EvidenceItem['kind']> = new Set(['light-low', 'ups-on-battery']);
/** Seen by everybody who looks; all else is told once, and is not told again to whoever starts anew. */
const SEEN: ReadonlySet<EvidenceItem['kind']> = new Set(['silence', 'interface-down', 'still-answers']);

/** What was told of an outage the last time. */
export interface ToldBefore {
  readonly explanation: Explanation;
  /** By somebody else, before we started. */
  readonly isRecalled: boolean;
}

/** Explains all outages of one judgement. Pure: what is the same in two judgements is told in the same words and order. */
export class OutageExplainer {
  private readonly judged: JudgedCase;

  constructor(
    private readonly snapshot: InventorySnapshot,
    private readonly judgement: Judgement,
    beliefs: Beliefs,
  ) {
    const { graph } = snapshot;
    const blamed = judgement.causes.flatMap(({ candidates: [first] }) => (first ? [componentOf(graph, first.kind, first.code)] : []));
    const dark = darknessOf(
      graph,
      blamed.filter((component) => component !== null),
    );
    const { evidence } = judgement;
    this.judged = { graph, evidence, beliefs, ways: walkFrom(graph, evidence.poller, dark) };
  }

  /** `before`: what was told of the same outage the last time; null for a new one, and for one from before explanations were kept. */
  explain(outage: Outage, cause: Cause, toldBefore: ToldBefore | null, isNew: boolean): Explanation {
    const { snapshot, judgement } = this;
    const { graph, version } = snapshot;
    const positions = cause.affectedDevices.map((id) => snapshot.indexOfDevice(id)).filter((device) => device >= 0);
    const silent = positions.sort((a, b) => a - b);
    const shown = cause.candidates.slice(0, MOST_CANDIDATES);
    const stations = stationLosses(graph, silent);
    const before = toldBefore?.explanation ?? null;
    return {
      openedOnVersion: isNew ? version : (before?.openedOnVersion ?? null),
      judgedOnVersion: version,
      candidates: shown.flatMap((suspect) => this.explainCandidate(suspect, silent, toldBefore) ?? []),
      omittedCandidates: cause.candidates.length - shown.length,
      stations,
      buildings: buildingsOf(snapshot, silent),
      exposedStations: this.exposedStations(outage, cause, stations, before),
      isExplained: !silent.some((device) => judgement.unexplained.has(device)),
    };
  }

  private explainCandidate({ kind, code }: Suspect, silent: readonly number[], before: ToldBefore | null): ExplainedCandidate | null {
    const { judged } = this;
    const component = componentOf(judged.graph, kind, code);
    if (!component) return null;
    const given = caseOf(judged, component, silent);
    const items = RULES.flatMap((rule) => rule(given));
    const told = before?.explanation.candidates.find((each) => each.kind === kind && each.code === code)?.evidence ?? [];
    const known = new Set(items.map(keyOfItem));
    const stays = (item: EvidenceItem) => STAYS.has(item.kind) || (before?.isRecalled === true && !SEEN.has(item.kind));
    const all = [...items, ...told.filter((item) => stays(item) && !known.has(keyOfItem(item)))].sort(compareItems);
    return { kind, code, evidence: all.slice(0, MOST_ITEMS), omitted: Math.max(0, all.length - MOST_ITEMS) };
  }

  /** Looked for again only where something that it hangs on is another: it is the one rule that walks the whole network. */
  private exposedStations(outage: Outage, cause: Cause, stations: readonly StationLoss[], before: Explanation | null): readonly string[] {
    const { graph, version } = this.snapshot;
    const lost = new Set(stations.flatMap(({ code, isIsolated }) => (isIsolated ? [code] : [])));
    const stillExposed = (codes: readonly string[]) => codes.filter((code) => !lost.has(code));
    if (before && before.judgedOnVersion === version) return stillExposed(before.exposedStations);
    const root = componentOf(graph, outage.root.kind, outage.root.code);
    if (!root || cause.onlyCamera !== null || !this.joinsOthers(root)) return [];
    return stillExposed(impactOf(graph, [root]).exposedStations.map((place) => graph.placeCodes[place] as string)).sort(compareNatural);
  }

  /** What hangs on one device alone is on nobody's second way. */
  private joinsOthers({ kind, index }: Component): boolean {
    const { graph, ways } = this.judged;
    const shores = new Set<number>();
    for (const link of effectOf(graph, kind, index).links)
      for (const device of [graph.linkA[link], graph.linkZ[link]]) if (ways.hops[device as number]! >= 0) shores.add(device as number);
    return shores.size > 1;
  }
}

/** Both ends of one link may tell the same of it; what was counted is the same whatever the count. */
function keyOfItem({ kind, polarity, subject, count, sentence }: EvidenceItem): string {
  return `${kind} ${polarity} ${subject} ${count === 1 ? sentence : ''}`;
}

function compareItems(a: EvidenceItem, b: EvidenceItem): number {
  return (
    POLARITIES.indexOf(a.polarity) - POLARITIES.indexOf(b.polarity) ||
    EVIDENCE_KINDS.indexOf(a.kind) - EVIDENCE_KINDS.indexOf(b.kind) ||
    compareNatural(a.subject, b.subject) ||
    compareNatural(a.sentence, b.sentence)
  );
}

function stationLosses(graph: NetworkGraph, silent: readonly number[]): StationLoss[] {
  const byStation = new Map<number, { devices: number; cameras: number }>();
  for (const device of silent) {
    const station = graph.placeStation[graph.devicePlace[device] as number] as number;
    if (station < 0) continue;
    const loss = byStation.get(station) ?? { devices: 0, cameras: 0 };
    loss.devices += 1;
    if (graph.deviceRoles[device] === 'CAMERA') loss.cameras += 1;
    byStation.set(station, loss);
  }
  const isSilent = new Set(silent);
  return [...byStation]
    .map(([station, loss]) => ({ code: graph.placeCodes[station] as string, ...loss, isIsolated: isLost(graph, station, isSilent) }))
    .sort((a, b) => compareNatural(a.code, b.code));
}

/** Places that are neither stations nor access points. */
function buildingsOf({ graph, document }: InventorySnapshot, silent: readonly number[]): string[] {
  const first = graph.stationCount;
  const end = first + (document.buildings?.length ?? 0);
  const places = new Set(silent.map((device) => graph.devicePlace[device] as number).filter((place) => place >= first && place < end));
  return [...places].map((place) => graph.placeCodes[place] as string).sort(compareNatural);
}

/** What came since the last time, of what is more than that somebody is silent or answers. */
export function turnsBetween(before: Explanation, now: Explanation): ReadonlyMap<string, EvidenceTurn> {
  const known = turnsOf(before);
  return new Map([...turnsOf(now)].filter(([key]) => !known.has(key)));
}

function turnsOf({ candidates }: Explanation): Map<string, EvidenceTurn> {
  const turns = new Map<string, EvidenceTurn>();
  for (const { kind, code, evidence } of candidates) {
    for (const item of evidence) {
      if (QUIET.has(item.kind)) continue;
      const { polarity, sentence } = item;
      turns.set(`${keyOfSuspect({ kind, code })} ${keyOfItem(item)}`, { candidate: { kind, code }, polarity, sentence });
    }
  }
  return turns;
}

const QUIET: ReadonlySet<EvidenceItem['kind']> = new Set(['silence', 'still-answers']);
