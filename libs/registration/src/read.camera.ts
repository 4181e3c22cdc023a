import { CAMERA_COLUMNS, type CameraColumn, COLUMN_BY_KEY, type ColumnKey, EXAMPLE_NAME } from './camera.columns.js';
import { type DeclaredCamera, isReachedByAddress } from './declared.camera.js';
import { type CellValue, readCell } from './read.cell.js';
import type { FindingCode, RowFinding } from './row.finding.js';

export type CameraReading =
  { readonly kind: 'camera'; readonly camera: DeclaredCamera } | { readonly kind: 'wrong'; readonly findings: readonly RowFinding[] };

/** The camera of one row, or each thing that is wrong with it. `building`: whose file it is; null: each row names its own. */
export function readCamera(row: number, cellOf: (column: CameraColumn) => string, building: string | null): CameraReading {
  const findings: RowFinding[] = [];
  const values = {} as Record<ColumnKey, CellValue>;
  const blame = (key: ColumnKey, code: FindingCode, reason: string) =>
    findings.push({ row, column: COLUMN_BY_KEY.get(key)?.heading ?? '', code, reason });
  for (const column of CAMERA_COLUMNS) {
    const reading = readCell(column, cellOf(column));
    values[column.key] = reading.kind === 'read' ? reading.value : null;
    if (reading.kind === 'wrong') blame(column.key, reading.code, reading.reason);
    else if (column.isRequired && reading.value === null) blame(column.key, 'REQUIRED', 'is empty');
  }
  if (values.name === EXAMPLE_NAME) blame('name', 'EXAMPLE_ROW', 'is the example of the template: delete this row');
  if (building === null && values.building === null && !isWrong(findings, 'building')) blame('building', 'REQUIRED', 'is empty');
  if (building !== null && values.building !== null && values.building !== building)
    blame('building', 'OTHER_BUILDING', `is ${String(values.building)}, but these cameras are declared for ${building}`);
  const code = (building ?? values.building) as string;
  const camera = { ...values, row, building: code, realm: values.realm ?? code } as unknown as DeclaredCamera;
  if (findings.length === 0) needed(camera, blame);
  return findings.length === 0 ? { kind: 'camera', camera } : { kind: 'wrong', findings };
}

function isWrong(findings: readonly RowFinding[], key: ColumnKey): boolean {
  return findings.some(({ column }) => column === COLUMN_BY_KEY.get(key)?.heading);
}

/** What must be there for the way in which it is reached. */
function needed(camera: DeclaredCamera, blame: (key: ColumnKey, code: FindingCode, reason: string) => void): void {
  const why = `is empty, and needed for ${camera.reach}`;
  if ((isReachedByAddress(camera) || camera.reach === 'PORT_FORWARD') && camera.address === null) blame('address', 'REQUIRED', why);
  if (camera.reach === 'PORT_FORWARD' && camera.rtspPort === null && camera.onvifPort === null && camera.httpPort === null)
    blame('rtspPort', 'REQUIRED', `${why}: or the port of ONVIF or HTTP`);
  if (camera.reach === 'RECORDER_CHANNEL' && camera.recorder === null) blame('recorder', 'REQUIRED', why);
  if (camera.reach === 'RECORDER_CHANNEL' && camera.channel === null) blame('channel', 'REQUIRED', why);
  if ((camera.lat === null) !== (camera.lon === null))
    blame(camera.lat === null ? 'lat' : 'lon', 'REQUIRED', 'is empty: a position has both');
}
