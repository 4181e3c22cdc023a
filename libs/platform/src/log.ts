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

/** JSON lines on stderr; fields that carry secrets are struck out whoever logs them. */
export function createLog(level: string): Log {
  return pino({ name: 'nadi', level, redact: { paths: SECRETS, censor: '[redacted]' } }, pino.destination({ dest: 2, sync: true }));
}

export const SILENT_LOG: Log = { error() {}, warn() {}, info() {}, debug() {} };
