import type { EditableList, ListName, Row } from '@app/inventory';

export const DRIFT_KINDS = [
  'link-missing',
  'link-extra',
  'link-moved',
  'link-other-device',
  'device-missing',
  'address-differs',
  'name-differs',
  'vendor-differs',
  'model-differs',
  'serial-differs',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** One step that would make the declared network say what was seen. `expected`: the row as it was judged; null: there was none. */
export type DriftEdit =
  | { readonly op: 'upsert'; readonly list: EditableList; readonly row: Row; readonly expected: Row | null }
  | { readonly op: 'retire'; readonly list: ListName; readonly key: string; readonly expected: Row }
  /** The device's serial number as it is expected from now on. */
  | { readonly op: 'know-serial'; readonly device: string; readonly serial: string };

/** One thing in which the declared network and the one that was seen differ. */
export interface Drift {
  /** What it is about, the same from run to run. */
  readonly key: string;
  readonly kind: DriftKind;
  readonly list: 'devices' | 'links';
  /** Name of the device or code of the link it is about; of an extra link: the code that it would get. */
  readonly subject: string;
  readonly declared: Row | null;
  /** What was seen: a refusal holds as long as this stays the same. */
  readonly observed: Row | null;
  /** Why it is believed, in sentences. */
  readonly evidence: readonly string[];
  /** What accepting it would change; empty: nothing that a machine may do. */
  readonly edits: readonly DriftEdit[];
}
