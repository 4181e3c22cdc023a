import type {
  BuildingFacts,
  CameraTime,
  ComplianceMove,
  ComplianceReport,
  ComplianceRule,
  ComplianceView,
  MoveView,
  ReportRow,
} from '@app/compliance';
import { shareOf } from '@app/compliance';
import { encodeNodeId } from '../graphql/node.id.js';
import type {
  BuildingComplianceType,
  BuildingFactsType,
  ComplianceMeasureType,
  ComplianceMoveType,
  ComplianceReportRowType,
  ComplianceReportType,
  ComplianceRuleType,
} from './compliance.type.js';

const DAY_MS = 86_400_000;

export function toBuildingComplianceType({ placeId, building, version, ruleVersion, standing }: ComplianceView): BuildingComplianceType {
  const { state, since, deadlineAt, warnedFrom, disputedFrom } = standing;
  return { placeId, buildingCode: building, standing, state, since, deadlineAt, version, ruleVersion, warnedFrom, disputedFrom };
}

export function toMoveType({ moveId, owner, ...move }: MoveView): ComplianceMoveType {
  return writtenMove(move, moveId, owner);
}

/** `moveId` null: it was not written. */
export function writtenMove(
  { building: _building, evidence, ...told }: ComplianceMove,
  moveId: string | null,
  owner: string | null,
): ComplianceMoveType {
  return { ...told, id: moveId === null ? null : encodeNodeId('ComplianceMove', moveId), owner, evidence };
}

export function toFactsType({ integrated, lapsed, repaired, ...counted }: BuildingFacts): BuildingFactsType {
  return { ...counted, integrated: toMeasureType(integrated), lapsed: toMeasureType(lapsed), repaired: toMeasureType(repaired) };
}

function toMeasureType(time: CameraTime): ComplianceMeasureType {
  return { shareRatio: shareOf(time), upSeconds: time.upS, downSeconds: time.downS, excludedSeconds: time.excludedS };
}

export function toReportType({ by, at, rows, total }: ComplianceReport): ComplianceReportType {
  return { by, at, rows: rows.map(toRowType), total: toRowType(total) };
}

function toRowType({ states, ...counted }: ReportRow): ComplianceReportRowType {
  return { ...counted, states: states.map((each) => ({ ...each })) };
}

export function toRuleType(rule: ComplianceRule): ComplianceRuleType {
  const { version, effectiveFrom, sources, verifiedRatio, integrated, lapsed, repairedOverMs, knownRatio, countsPower, terms } = rule;
  return {
    version,
    effectiveFrom,
    verifiedRatio,
    knownRatio,
    countsPower,
    sources: sources.map((source) => ({ ...source })),
    integratedRatio: integrated.ratio,
    integratedDays: integrated.overMs / DAY_MS,
    lapsedRatio: lapsed.ratio,
    lapsedDays: lapsed.overMs / DAY_MS,
    repairedDays: repairedOverMs / DAY_MS,
    terms: [...terms].map(([state, { deadlineMs, next }]) => ({
      state,
      deadlineDays: deadlineMs === null ? null : deadlineMs / DAY_MS,
      next,
    })),
  };
}
