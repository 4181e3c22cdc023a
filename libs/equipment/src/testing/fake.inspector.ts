import type { SnmpCredential } from '@app/snmp';
import { type DeviceDocument, DOCUMENT_PARTS, type DocumentPart } from '../device.document.js';
import type { KnownDevice } from '../known.device.js';
import { DeviceInspector, type Inspection, type InspectOptions } from '../device.inspector.js';

/** Asks nobody: a test says what each host tells of itself. A host that is not named is silent. */
export class FakeInspector extends DeviceInspector {
  readonly asked: { readonly host: string; readonly parts: readonly DocumentPart[] }[] = [];
  /** What was handed in of the device, question by question. */
  readonly known: (KnownDevice | undefined)[] = [];
  /** By host: a document, or how the inspection ends instead. */
  readonly answers = new Map<string, DeviceDocument | Inspection>();
  /** Held until it resolves, to see what happens meanwhile. */
  gate: Promise<void> = Promise.resolve();

  override async inspect(host: string, _port: number, _credential: SnmpCredential, options: InspectOptions = {}): Promise<Inspection> {
    const parts = options.parts ?? DOCUMENT_PARTS;
    this.asked.push({ host, parts });
    this.known.push(options.known);
    await this.gate;
    const answer = this.answers.get(host);
    if (answer === undefined) return { kind: 'timed-out' };
    return 'kind' in answer ? answer : { kind: 'read', document: onlyParts(answer, parts), ageMs: 0 };
  }
}

/** What is not asked for is an empty list. */
export function onlyParts(document: DeviceDocument, parts: readonly DocumentPart[]): DeviceDocument {
  const empty = Object.fromEntries(DOCUMENT_PARTS.filter((part) => !parts.includes(part)).map((part) => [part, []]));
  return { ...document, ...empty };
}
