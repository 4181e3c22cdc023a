/** What a device is asked: 10 objects; the columns that a monitor needs; both interface tables whole. */
export type SnmpTask = 'get' | 'columns' | 'walk';

const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';
const PORTS = 48;

export const TABLES = [IF_ENTRY, IF_X_ENTRY];
/** Octets in and out of five ports. */
export const OBJECTS = [1, 2, 3, 4, 5].flatMap((port) => [`${IF_X_ENTRY}.6.${port}`, `${IF_X_ENTRY}.10.${port}`]);
/** What the product reads of each interface, in the order in which it does. */
export const COLUMNS = [
  ...[8, 7].map((column) => `${IF_ENTRY}.${column}`),
  ...[1, 6, 10, 19].map((column) => `${IF_X_ENTRY}.${column}`),
  ...[10, 16].map((column) => `${IF_ENTRY}.${column}`),
  `${IF_X_ENTRY}.15`,
  ...[5, 2, 3].map((column) => `${IF_ENTRY}.${column}`),
  `${IF_X_ENTRY}.18`,
];

const WHOLE: Readonly<Record<SnmpTask, number>> = { get: OBJECTS.length, columns: COLUMNS.length * PORTS, walk: (22 + 19) * PORTS };

/** Whether so many objects are all there are. */
export function isWhole(task: SnmpTask, objects: number): boolean {
  return objects === WHOLE[task];
}
