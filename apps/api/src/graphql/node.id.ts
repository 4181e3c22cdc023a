/** What an opaque id can name. */
export const NODE_TYPES = [
  'Station',
  'Building',
  'AccessPoint',
  'Device',
  'Camera',
  'Link',
  'Span',
  'Conduit',
  'Owner',
  'Outage',
  'DiscoveryRun',
  'DiscoveredDevice',
  'DriftItem',
  'AuditEvent',
  'ComplianceMove',
  'Declaration',
  'DeclaredCamera',
  'ShiftHandover',
  'MaintenanceWindow',
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** base64url of "Type:key": opaque to clients, readable in a log. */
export function encodeNodeId(type: NodeType, key: string | number): string {
  return Buffer.from(`${type}:${key}`, 'utf8').toString('base64url');
}

const LONGEST_ID = 120;

/** Null for anything that this service did not give out: to the caller it is an id of nothing. */
export function decodeNodeId(id: string): { readonly type: NodeType; readonly key: string } | null {
  if (id.length > LONGEST_ID) return null;
  const match = /^([A-Za-z]+):([0-9A-Za-z-]+)$/.exec(Buffer.from(id, 'base64url').toString('utf8'));
  const type = NODE_TYPES.find((each) => each === match?.[1]);
  const key = match?.[2];
  if (!type || key === undefined || encodeNodeId(type, key) !== id) return null;
  return { type, key };
}

const LARGEST_KEY = 2 ** 31 - 1;

/** The database key in an id that must name this type, or null. */
export function numericKey<Id extends number>(id: string, ...types: readonly NodeType[]): Id | null {
  const node = decodeNodeId(id);
  if (!node || !types.includes(node.type) || !/^\d{1,10}$/.test(node.key)) return null;
  const key = Number(node.key);
  return key <= LARGEST_KEY ? (key as Id) : null;
}

/** The key in an opaque id that must name this type, or null. */
export function uuidKey(id: string, type: NodeType): string | null {
  const node = decodeNodeId(id);
  return node?.type === type && /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(node.key) ? node.key : null;
}
