import type { CheckKind, DeviceId } from '@app/kernel';

/** One question to be asked of one device, again and again. */
export interface Target {
  readonly deviceId: DeviceId;
  readonly check: CheckKind;
  /** IPv4 or IPv6 address in canonical text. It means nothing without its realm. */
  readonly address: string;
  readonly realm: string;
  readonly port: number | null;
  /** Name of a stored credential, never the secret. */
  readonly credential: string | null;
  readonly intervalMs: number;
  readonly timeoutMs: number;
}

/** How a re-ask on the fast clock goes: so many tries, so far apart (each spread a little). */
export interface FastClock {
  readonly tries: number;
  readonly spacingMs: number;
}
