import { COMPLIANCE_STATES, type ComplianceState } from './compliance.state.js';

/** By what a report is broken down. City and district are those (Kemendagri codes) of the station in whose area a building stands. */
export const REPORT_GROUPS = ['CITY', 'DISTRICT', 'STATION', 'STATE'] as const;
export type ReportGroup = (typeof REPORT_GROUPS)[number];

/** What was counted of the buildings of one group in one state. */
export interface ReportCell {
  /** Null: not known. */
  readonly key: string | null;
  readonly name: string | null;
  readonly state: ComplianceState;
  readonly buildings: number;
  readonly overdue: number;
  readonly cameras: number;
  readonly camerasDeclared: number;
  readonly camerasVerified: number;
}

export interface ReportRow extends Omit<ReportCell, 'state'> {
  /** Every state once, in the order of COMPLIANCE_STATES. */
  readonly states: readonly { readonly state: ComplianceState; readonly buildings: number }[];
}

export interface ComplianceReport {
  readonly by: ReportGroup;
  readonly at: Date;
  readonly rows: readonly ReportRow[];
  readonly total: ReportRow;
}

/** A report from its cells; `nameOf` knows names that the cells do not. */
export function reportOf(
  by: ReportGroup,
  at: Date,
  cells: readonly ReportCell[],
  nameOf: (key: string) => string | null,
): ComplianceReport {
  const groups = new Map<string | null, ReportCell[]>();
  for (const cell of cells) {
    const group = groups.get(cell.key);
    if (group) group.push(cell);
    else groups.set(cell.key, [cell]);
  }
  const rows = [...groups].map(([key, group]) => rowOf(key, group[0].name ?? (key === null ? null : nameOf(key)), group));
  return { by, at, rows: rows.toSorted(inOrder(by)), total: rowOf(null, null, cells) };
}

function rowOf(key: string | null, name: string | null, cells: readonly ReportCell[]): ReportRow {
  const sum = (of: (cell: ReportCell) => number, only: readonly ReportCell[] = cells) => only.reduce((total, cell) => total + of(cell), 0);
  const states = COMPLIANCE_STATES.map((state) => ({
    state,
    buildings: sum(
      ({ buildings }) => buildings,
      cells.filter((cell) => cell.state === state),
    ),
  }));
  return {
    key,
    name,
    buildings: sum((cell) => cell.buildings),
    overdue: sum((cell) => cell.overdue),
    cameras: sum((cell) => cell.cameras),
    camerasDeclared: sum((cell) => cell.camerasDeclared),
    camerasVerified: sum((cell) => cell.camerasVerified),
    states,
  };
}

/** By key, what is not known last; states as they follow each other. */
function inOrder(by: ReportGroup): (a: ReportRow, b: ReportRow) => number {
  const place = ({ key }: ReportRow) => (by === 'STATE' ? COMPLIANCE_STATES.indexOf(key as ComplianceState) : 0);
  return (a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    return place(a) - place(b) || (a.key < b.key ? -1 : 1);
  };
}
