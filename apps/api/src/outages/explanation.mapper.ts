import type { ExplanationView } from '@app/outages';
import type { ExplanationType } from './explanation.type.js';
import type { OutageType } from './outage.type.js';

/** From what was kept to what the schema shows; by hand, so that no column leaks. */
export function toExplanationType(
  { outageId, kind, rootCode }: OutageType,
  { explainedAt, explanation }: ExplanationView,
): ExplanationType {
  const { candidates, omittedCandidates, stations, buildings, exposedStations, isExplained, openedOnVersion, judgedOnVersion } =
    explanation;
  return {
    outageId,
    losses: stations.map(({ code, devices, cameras, isIsolated }) => ({ code, devices, cameras, isIsolated })),
    buildingCodes: buildings,
    // Null only for those who are told no explanation.
    root: { kind, code: rootCode ?? '' },
    candidates: candidates.map((candidate) => ({
      kind: candidate.kind,
      code: candidate.code,
      evidence: candidate.evidence.map(({ at, ...item }) => ({
        kind: item.kind,
        polarity: item.polarity,
        subject: item.subject,
        count: item.count,
        at: at === null ? null : new Date(at),
        sentence: item.sentence,
      })),
      omittedEvidence: candidate.omitted,
    })),
    omittedCandidates,
    isExplained,
    explainedAt,
    openedOnVersion,
    judgedOnVersion,
    buildingCount: buildings.length,
    isolatedStations: stations.flatMap(({ code, isIsolated }) => (isIsolated ? [code] : [])),
    exposedStations: [...exposedStations],
  };
}
