import type { SnmpCredential } from '@app/snmp';
import type { DeviceDocument } from '../device.document.js';
import { DeviceInspector, DOCUMENT_PARTS, type DocumentPart, type Inspection, type InspectOptions } from '../device.inspector.js';

/** Asks nobody: a test says what each host tells of itself. A host that is not named is silent. */
export class FakeInspector extends DeviceInspector {
  readonly asked: { readonly host: string; readonly parts: readonly DocumentPart[] }[] = [];
  /** By host: a document, or how the inspection ends instead. */
  readonly answers = new Map<string, DeviceDocument | Inspection>();
  /** Held until it resolves, to see what happens meanwhile. */
  gate: Promise<void> = Promise.resolve();

  override async inspect(host: string, _port: number, _credential: SnmpCredential, options: InspectOptions = {}): Promise<Inspection> {
    const parts = options.parts ?? DOCUMENT_PARTS;
    this.asked.push({ host, parts });
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
