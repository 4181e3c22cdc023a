export const AUTH_PROTOCOLS = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export type AuthProtocol = (typeof AUTH_PROTOCOLS)[number];

/** `aes256` lengthens short keys as Blumenthal's draft says (net-snmp, Juniper), `aes256-reeder` as Reeder's (Cisco). */
export const PRIV_PROTOCOLS = ['des', 'aes', 'aes256', 'aes256-reeder'] as const;
export type PrivProtocol = (typeof PRIV_PROTOCOLS)[number];

/** With what an agent is asked. A secret: never in a log, a metric or an error. */
export type SnmpCredential =
  | { readonly version: 'v1' | 'v2c'; readonly community: string }
  | { readonly version: 'v3'; readonly user: string; readonly context?: string; readonly level: 'noAuthNoPriv' }
  | ({ readonly version: 'v3'; readonly user: string; readonly context?: string; readonly level: 'authNoPriv' } & AuthSecret)
  | ({ readonly version: 'v3'; readonly user: string; readonly context?: string; readonly level: 'authPriv' } & AuthSecret & PrivSecret);

interface AuthSecret {
  readonly authProtocol: AuthProtocol;
  readonly authKey: string;
}
interface PrivSecret {
  readonly privProtocol: PrivProtocol;
  readonly privKey: string;
}

export type ParsedCredential =
  { readonly kind: 'parsed'; readonly credential: SnmpCredential } | { readonly kind: 'refused'; readonly reason: string };

/** RFC 3414 section 11.2: agents refuse shorter ones, so one that is stored can never work. */
const MIN_KEY_CHARACTERS = 8;
const MAX_USER_BYTES = 32;
const MAX_TEXT_BYTES = 255;

/** Reads a credential from JSON somebody wrote. The refusal names the field and never repeats what stood in it. */
export function parseSnmpCredential(input: unknown): ParsedCredential {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return refused('an object is wanted');
  const fields = input as Record<string, unknown>;
  const version: unknown = fields.version ?? (fields.user === undefined ? 'v2c' : 'v3');
  switch (version) {
    case 'v1':
    case 'v2c':
      return parseCommunity(version, fields);
    case 'v3':
      return parseUser(fields);
    default:
      return refused('version must be v1, v2c or v3');
  }
}

function parseCommunity(version: 'v1' | 'v2c', fields: Record<string, unknown>): ParsedCredential {
  const unknown = unknownField(fields, ['version', 'community']);
  if (unknown) return unknown;
  const community = fields.community;
  if (!isText(community, 1, MAX_TEXT_BYTES)) return refused(`community must be 1 to ${MAX_TEXT_BYTES} bytes of text`);
  return { kind: 'parsed', credential: { version, community } };
}

function parseUser(fields: Record<string, unknown>): ParsedCredential {
  const unknown = unknownField(fields, ['version', 'user', 'context', 'level', 'authProtocol', 'authKey', 'privProtocol', 'privKey']);
  if (unknown) return unknown;
  const { user, context, authProtocol, authKey, privProtocol, privKey } = fields;
  if (!isText(user, 1, MAX_USER_BYTES)) return refused(`user must be 1 to ${MAX_USER_BYTES} bytes of text`);
  if (context !== undefined && !isText(context, 0, MAX_TEXT_BYTES))
    return refused(`context must be at most ${MAX_TEXT_BYTES} bytes of text`);
  const who = { version: 'v3' as const, user, ...(context ? { context } : {}) };
  const level = fields.level ?? impliedLevel(fields);
  if (level === 'noAuthNoPriv') {
    // Whoever gives keys wants them used.
    if (authKey !== undefined || privKey !== undefined) return refused('level noAuthNoPriv uses no keys, but keys are given');
    return { kind: 'parsed', credential: { ...who, level } };
  }
  if (level !== 'authNoPriv' && level !== 'authPriv') return refused('level must be noAuthNoPriv, authNoPriv or authPriv');
  if (!isOneOf(authProtocol, AUTH_PROTOCOLS)) return refused(`authProtocol must be one of ${AUTH_PROTOCOLS.join(', ')}`);
  if (!isKey(authKey)) return refused(`authKey must be text of ${MIN_KEY_CHARACTERS} characters or more`);
  if (level === 'authNoPriv') {
    if (privKey !== undefined) return refused('level authNoPriv uses no privKey, but one is given');
    return { kind: 'parsed', credential: { ...who, level, authProtocol, authKey } };
  }
  if (!isOneOf(privProtocol, PRIV_PROTOCOLS)) return refused(`privProtocol must be one of ${PRIV_PROTOCOLS.join(', ')}`);
  if (!isKey(privKey)) return refused(`privKey must be text of ${MIN_KEY_CHARACTERS} characters or more`);
  return { kind: 'parsed', credential: { ...who, level, authProtocol, authKey, privProtocol, privKey } };
}

function impliedLevel(fields: Record<string, unknown>): string {
  if (fields.privKey !== undefined) return 'authPriv';
  return fields.authKey === undefined ? 'noAuthNoPriv' : 'authNoPriv';
}

/** A misspelt field would else be a credential that silently lacks something. */
function unknownField(fields: Record<string, unknown>, known: readonly string[]): ParsedCredential | null {
  const unknown = Object.keys(fields).find((field) => !known.includes(field));
  return unknown === undefined ? null : refused(`unknown field ${JSON.stringify(unknown.slice(0, 40))}`);
}

function isText(value: unknown, minBytes: number, maxBytes: number): value is string {
  if (typeof value !== 'string' || value.includes('\0')) return false;
  const bytes = Buffer.byteLength(value);
  return bytes >= minBytes && bytes <= maxBytes;
}

function isKey(value: unknown): value is string {
  return isText(value, MIN_KEY_CHARACTERS, MAX_TEXT_BYTES);
}

function isOneOf<T extends string>(value: unknown, words: readonly T[]): value is T {
  return (words as readonly unknown[]).includes(value);
}

function refused(reason: string): ParsedCredential {
  return { kind: 'refused', reason };
}

export function isSameCredential(one: SnmpCredential, other: SnmpCredential): boolean {
  const fields = Object.keys(one) as (keyof SnmpCredential)[];
  return fields.length === Object.keys(other).length && fields.every((field) => one[field] === other[field]);
}
