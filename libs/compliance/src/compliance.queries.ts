import { stationSubtree } from '@app/inventory';
import type { Page, PageRequest, PlaceId } from '@app/kernel';
import { type Condition, containsPattern, KeysetList, type Relation, type SqlSource } from '@app/platform';
import type { ComplianceMove } from './compliance.move.js';
import type { ComplianceState, Standing } from './compliance.state.js';

export interface ComplianceFilter {
  readonly buildings?: readonly string[] | null;
  readonly states?: readonly ComplianceState[] | null;
  /** In the area of this station or of any below it. */
  readonly within?: string | null;
  readonly owner?: string | null;
  /** In the code or the name of the building, in any case. */
  readonly text?: string | null;
  /** Whether its time is over at this instant. */
  readonly overdueAt?: Date | null;
}

/** Where a building stands, as screens show it. */
export interface ComplianceView {
  readonly placeId: PlaceId;
  readonly building: string;
  readonly name: string;
  readonly version: number;
  readonly ruleVersion: string | null;
  readonly standing: Standing;
}

interface ComplianceRaw extends Omit<Standing, 'state' | 'leftMs'> {
  readonly placeId: PlaceId;
  readonly building: string;
  readonly name: string;
  readonly version: number | null;
  readonly ruleVersion: string | null;
  readonly state: ComplianceState;
  readonly leftMs: string | null;
}

/** The state of the row `told`; a building without one was never moved. */
export const STATE = `coalesce(told.state, 'UNREGISTERED')`;
/** Only of buildings that are there for who asks. */
export const OF_BUILDINGS = `place JOIN building ON building.place_id = place.id LEFT JOIN building_compliance AS told ON told.building_code = place.code`;

const standings = new KeysetList<ComplianceRaw, ComplianceView>({
  columns: `place.id AS "placeId", place.code AS building, place.name, told.version, told.rule_version AS "ruleVersion", ${STATE} AS state, told.since, told.deadline_at AS "deadlineAt",
    coalesce(told.was_notified, false) AS "wasNotified", told.warned_from AS "warnedFrom", told.disputed_from AS "disputedFrom", told.left_ms AS "leftMs"`,
  from: OF_BUILDINGS,
  order: [{ sql: 'place.code', type: 'text', keyOf: ({ building }) => building }],
  toRow: ({ placeId, building, name, version, ruleVersion, leftMs, ...told }) => ({
    placeId,
    building,
    name,
    version: version ?? 0,
    ruleVersion,
    standing: { ...told, leftMs: leftMs === null ? null : Number(leftMs) },
  }),
});

/** A move as screens show it. */
export interface MoveView extends ComplianceMove {
  readonly moveId: string;
  /** Code of the owner that its building has now; null: none. */
  readonly owner: string | null;
}

const moves = new KeysetList<MoveView, MoveView>({
  columns: `compliance_move.id AS "moveId", compliance_move.building_code AS building, compliance_move.version, compliance_move.from_state AS "from", compliance_move.to_state AS "to",
    compliance_move.at, compliance_move.cause, compliance_move.moved_by AS "by", compliance_move.reason, compliance_move.reference, compliance_move.letter,
    compliance_move.deadline_at AS "deadlineAt", compliance_move.evidence, compliance_move.rule_version AS "ruleVersion", owner.code AS owner`,
  from: `compliance_move JOIN place ON place.code = compliance_move.building_code JOIN building ON building.place_id = place.id
    LEFT JOIN owner ON owner.id = building.owner_id`,
  order: [{ sql: 'compliance_move.version', type: 'int', descending: true, keyOf: ({ version }) => version }],
  toRow: (raw) => raw,
});
const OF_PLACE: Relation<number> = { sql: 'place.id = parent.id', keyType: 'int' };

/** Reads where buildings stand, for screens: of those that are there for who asks. */
export class ComplianceQueries {
  constructor(private readonly source: SqlSource) {}

  page(filter: ComplianceFilter, request: PageRequest): Promise<Page<ComplianceView>> {
    return standings.page(this.source.manager, complianceConditions(filter), request);
  }

  byBuildings(codes: readonly string[]): Promise<ComplianceView[]> {
    return standings.all(this.source.manager, complianceConditions({ buildings: codes }));
  }

  /** The moves of each of these buildings, by the id of the place, the newest first. */
  movesOf(
    placeIds: readonly number[],
    request: PageRequest,
    countOf: (placeId: number) => Promise<number>,
  ): Promise<ReadonlyMap<number, Page<MoveView>>> {
    return moves.pagesOf(this.source.manager, OF_PLACE, placeIds, [], request, countOf);
  }

  countMovesOf(placeIds: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return moves.countsOf(this.source.manager, OF_PLACE, placeIds, []);
  }
}

export function complianceConditions({ buildings, states, within, owner, text, overdueAt }: ComplianceFilter): Condition[] {
  const conditions: Condition[] = [() => 'place.valid_to IS NULL'];
  if (buildings) conditions.push((bind) => `place.code = ANY(${bind(buildings)}::text[])`);
  if (states) conditions.push((bind) => `${STATE} = ANY(${bind(states)}::text[])`);
  if (within) conditions.push((bind) => `building.station_place_id IN (${stationSubtree(bind(within))})`);
  if (owner) conditions.push((bind) => `building.owner_id = (SELECT id FROM owner WHERE code = ${bind(owner)} AND valid_to IS NULL)`);
  if (text)
    conditions.push((bind) => {
      const pattern = bind(containsPattern(text));
      return `place.code ILIKE ${pattern} OR place.name ILIKE ${pattern}`;
    });
  if (overdueAt) conditions.push((bind) => `told.deadline_at <= ${bind(overdueAt)}::timestamptz`);
  return conditions;
}
