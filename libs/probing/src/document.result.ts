import type { DocumentPart, Inspection } from '@app/equipment';
import type { DeviceId } from '@app/kernel';

/** What one device told of itself, or why it did not. */
export interface DocumentResult {
  readonly deviceId: DeviceId;
  /** When the device told it: milliseconds since the epoch. */
  readonly observedAtMs: number;
  /** What was asked for: a list of another part is empty because nobody asked. */
  readonly parts: readonly DocumentPart[];
  readonly inspection: Inspection;
}
