import { decodeNodeId } from '../graphql/node.id.js';

/** Arguments that name what a mutation is about. All others may hold anything, a password too, and are not looked at. */
const NAMING = [
  'id',
  'code',
  'name',
  'kind',
  'building',
  'buildingCode',
  'owner',
  'station',
  'role',
  'device',
  'state',
  'expectedVersion',
  'dryRun',
  'cause',
  'until',
  'takeOver',
  'takenBy',
  'from',
];
/** Lists that say what somebody may see: who gave it must be found again. */
const NAMING_LISTS = ['stations', 'owners'];
const MOST_LISTED = 50;
const SUBJECTS = ['id', 'code', 'name', 'device', 'building', 'buildingCode'];
const MOST_ERRORS = 10;

export interface MutationNote {
  readonly subjectKind: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a mutation is about, by its arguments and those of its input. */
export function noteOfArguments(args: Readonly<Record<string, unknown>>): MutationNote {
  const { input } = args;
  const given: Readonly<Record<string, unknown>> = typeof input === 'object' && input !== null ? { ...args, ...input } : args;
  const named = NAMING.flatMap((name) => {
    const value = given[name];
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Date;
    return isPlain ? [[name, readable(value)] as const] : [];
  });
  const listed = NAMING_LISTS.flatMap((name) => {
    const value = given[name];
    return Array.isArray(value) ? [[name, value.filter((each) => typeof each === 'string').slice(0, MOST_LISTED)] as const] : [];
  });
  const detail: Record<string, unknown> = Object.fromEntries([...named, ...listed]);
  const subject = SUBJECTS.find((name) => typeof detail[name] === 'string');
  const text = subject === undefined ? '' : String(detail[subject]);
  const node = subject === 'id' ? /^([A-Za-z]+):/.exec(text)?.[1] : undefined;
  return { subjectKind: node ?? subject ?? '', subject: text, detail };
}

/** An opaque id says in the trail what it stands for. */
function readable(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  const node = typeof value === 'string' ? decodeNodeId(value) : null;
  return node ? `${node.type}:${node.key}` : value;
}

export interface MutationEnd {
  readonly isRefused: boolean;
  readonly detail: object;
}

/** How it ended, by the errors in its payload. */
export function endOfPayload(payload: unknown): MutationEnd {
  const { userErrors, version } = (payload ?? {}) as { readonly userErrors?: unknown; readonly version?: unknown };
  const errors = (Array.isArray(userErrors) ? userErrors : []) as { readonly code?: unknown; readonly path?: unknown }[];
  const told = errors.slice(0, MOST_ERRORS).map(({ code, path }) => ({ code, path: Array.isArray(path) ? path.join('.') : null }));
  return {
    isRefused: errors.length > 0,
    detail: { ...(told.length > 0 ? { errors: told } : {}), ...(typeof version === 'number' ? { version } : {}) },
  };
}
