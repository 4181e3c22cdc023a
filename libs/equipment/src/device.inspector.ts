import type { SnmpCredential } from '@app/snmp';
import type { DeviceDocument, DocumentPart } from './device.document.js';
import type { KnownDevice } from './known.device.js';

export interface InspectOptions {
  /** Default: all parts. What is not asked for is an empty list. */
  readonly parts?: readonly DocumentPart[];
  /** How long one question waits for its answer, milliseconds [2000]. */
  readonly timeoutMs?: number;
  /** How often a question is asked again [1]. */
  readonly retries?: number;
  /** How long the whole inspection may take, milliseconds [60,000]. What was read until then is told. */
  readonly deadlineMs?: number;
  /** Names of interfaces as the agent told them, control characters and all, for whoever escapes them; else cleaned, to be stored and shown. */
  readonly isExactText?: boolean;
  readonly signal?: AbortSignal;
  /** What earlier readings of this very device left: with it, sensors and ONUs cost their values alone. */
  readonly known?: KnownDevice;
}

export type Inspection =
  | {
      readonly kind: 'read';
      readonly document: DeviceDocument;
      /** How long ago the system group was answered, milliseconds. */
      readonly ageMs: number;
    }
  | { readonly kind: 'timed-out' }
  /** The agent, or its security, declined. */
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads everything a device tells of itself. Silence is an answer, so it never throws for it. */
export abstract class DeviceInspector {
  abstract inspect(host: string, port: number, credential: SnmpCredential, options?: InspectOptions): Promise<Inspection>;
}
