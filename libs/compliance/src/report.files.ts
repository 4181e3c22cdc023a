import { CSV_MARK, csvOf, type CellValue, workbookOf } from '@app/platform';
import type { ComplianceReport, ReportRow } from './compliance.report.js';
import { COMPLIANCE_STATES } from './compliance.state.js';
import type { ReportBuilding } from './report.queries.js';
import { stateLabel } from './state.labels.js';

const REPORT_HEADINGS = [
  'Kode / Key',
  'Nama / Name',
  'Gedung / Buildings',
  'Lewat waktu / Overdue',
  'Kamera / Cameras',
  'Dilaporkan / Declared',
  'Terverifikasi / Verified',
  ...COMPLIANCE_STATES.map((state) => `${stateLabel(state)} / ${state}`),
];
const BUILDING_HEADINGS = [
  'Kode / Code',
  'Nama / Name',
  'Kode kantor / Station code',
  'Kantor / Station',
  'Kecamatan / Districts',
  'Status / State',
  'Keterangan / Label',
  'Sejak / Since',
  'Batas waktu / Deadline',
  'Lewat waktu / Overdue',
  'Kamera / Cameras',
  'Dilaporkan / Declared',
  'Terverifikasi / Verified',
];
/** The last row of a report. */
const TOTAL = 'Jumlah / Total';

export function reportCsv(report: ComplianceReport): string {
  return CSV_MARK + csvOf([REPORT_HEADINGS, ...reportRows(report)]);
}

export function reportXlsx(report: ComplianceReport): Promise<Buffer> {
  return workbookOf([{ name: 'Laporan', headings: REPORT_HEADINGS, rows: reportRows(report) }]);
}

/** Buildings as CSV, piece by piece. */
export async function* buildingsCsv(pieces: AsyncIterable<readonly ReportBuilding[]>): AsyncGenerator<string> {
  yield CSV_MARK + csvOf([BUILDING_HEADINGS]);
  for await (const piece of pieces) yield csvOf(piece.map(buildingCells));
}

/** Buildings as a workbook, made in memory. */
export async function buildingsXlsx(pieces: AsyncIterable<readonly ReportBuilding[]>): Promise<Buffer> {
  const rows: CellValue[][] = [];
  for await (const piece of pieces) rows.push(...piece.map(buildingCells));
  return workbookOf([{ name: 'Gedung', headings: BUILDING_HEADINGS, rows }]);
}

function reportRows({ rows, total }: ComplianceReport): CellValue[][] {
  const cells = ({ name, buildings, overdue, cameras, camerasDeclared, camerasVerified, states }: ReportRow, key: string) => {
    const counts = [buildings, overdue, cameras, camerasDeclared, camerasVerified];
    return [key, name ?? '', ...counts, ...states.map((each) => each.buildings)];
  };
  return [...rows.map((row) => cells(row, row.key ?? '?')), cells(total, TOTAL)];
}

function buildingCells({ building, name, station, stationName, districts, state, since, deadlineAt, ...row }: ReportBuilding): CellValue[] {
  const place = [building, name, station ?? '', stationName ?? '', districts.join(' ')];
  const stands = [state, stateLabel(state), since?.toISOString() ?? '', deadlineAt?.toISOString() ?? '', row.isOverdue ? 'ya / yes' : ''];
  return [...place, ...stands, row.cameras, row.camerasDeclared, row.camerasVerified];
}
