import { pino } from 'pino';

/** Facts for people who run the service: a constant message, fields for the rest (STYLE 9). */
export interface Log {
  error(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  info(fields: object, message: string): void;
  debug(fields: object, message: string): void;
}

const SECRETS = [
  'community',
  'password',
  'token',
  'secret',
  'authKey',
  'privKey',
  'authorization',
  '*.community',
  '*.password',
  '*.token',
  '*.secret',
  '*.authKey',
  '*.privKey',
];

/** Longest text of an error that is written down. */
const LONGEST = 4_000;

/** What failed and where. The statement's values stay out: thousands of rows in one line help nobody, and may hold what nobody is to read. */
function errorFields(err: unknown): object {
  if (!(err instanceof Error)) return { message: String(err).slice(0, LONGEST) };
  const { name, message, stack, cause } = err;
  const code: unknown = (err as { code?: unknown }).code;
  return {
    type: name,
    message: message.slice(0, LONGEST),
    stack: stack?.slice(0, LONGEST),
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: errorFields(cause) }),
  };
}

/** JSON lines on stderr; fields that carry secrets are struck out whoever logs them. */
export function createLog(level: string): Log {
  return pino(
    { name: 'nadi', level, serializers: { err: errorFields }, redact: { paths: SECRETS, censor: '[redacted]' } },
    pino.destination({ dest: 2, sync: true }),
  );
}

export const SILENT_LOG: Log = { error() {}, warn() {}, info() {}, debug() {} };
