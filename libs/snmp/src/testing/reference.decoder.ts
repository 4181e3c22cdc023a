import { elements, readIdentifier } from './ber.js';

export interface ReferenceMessage {
  readonly version: number;
  readonly community: string;
  readonly pdu: number;
  readonly numbers: readonly number[];
  readonly bindings: readonly { readonly oid: Buffer; readonly type: number; readonly value: Buffer }[];
}

/** The obvious way to read a message of SNMPv1 or v2c: element by element, a copy for each part. Null if it is none. */
export function referenceRead(message: Buffer): ReferenceMessage | null {
  const whole = first(message, 0x30);
  const parts = whole && elementsOf(whole);
  // What stands behind the PDU is left alone; what stands before must be there.
  const [version, community, pdu] = parts ?? [];
  if (version?.tag !== 0x02 || community?.tag !== 0x04 || !pdu) return null;
  const versionNumber = integerOf(version.body);
  if (versionNumber !== 0 && versionNumber !== 1) return null;
  const fields = elementsOf(pdu.body) ?? [];
  const numbers = fields.slice(0, 3).map(({ tag, body }) => (tag === 0x02 ? integerOf(body) : null));
  const list = fields[3];
  if (numbers.length < 3 || numbers.includes(null) || list?.tag !== 0x30) return null;
  const bindings = bindingsOf(list.body);
  if (bindings === null) return null;
  return { version: versionNumber, community: community.body.toString('hex'), pdu: pdu.tag, numbers: numbers as number[], bindings };
}

function bindingsOf(list: Buffer): ReferenceMessage['bindings'] | null {
  const found: { oid: Buffer; type: number; value: Buffer }[] = [];
  for (const binding of wholly(list) ?? [null]) {
    const [oid, value] = binding?.tag === 0x30 ? (elementsOf(binding.body) ?? []) : [];
    if (oid?.tag !== 0x06 || !value) return null;
    found.push({ oid: oid.body, type: value.tag, value: value.body });
  }
  return found;
}

/** The numbers of an identifier as text, by the testing kit's own arithmetic; '' where a number has more than 32 bits or is cut off. */
export function referenceName(oid: Buffer): string {
  if (oid.length === 0 || oid.readUInt8(oid.length - 1) >= 0x80) return '';
  const groups = oid.toString('latin1').split(/(?<=[\0-\x7f])/);
  const values = groups.map((group) => Buffer.from(group, 'latin1').reduce((sum, byte) => sum * 128n + BigInt(byte & 0x7f), 0n));
  if (values.some((value) => value > 0xffff_ffffn)) return '';
  const [head = 0n, ...rest] = values;
  if (head < 80n) return readIdentifier(oid);
  return [2n, head - 80n, ...rest].join('.');
}

type Parts = ReturnType<typeof elements>;

function first(buffer: Buffer, tag: number): Buffer | null {
  const [part] = elementsOf(buffer) ?? [];
  return part?.tag === tag ? part.body : null;
}

/** The elements from the beginning, as far as there are whole ones. */
function elementsOf(buffer: Buffer): Parts | null {
  const found: Parts = [];
  for (let rest = buffer; rest.length > 0;) {
    const size = sizeOf(rest);
    if (size === null) return found;
    found.push(...elements(rest.subarray(0, size)));
    rest = rest.subarray(size);
  }
  return found;
}

/** Elements and nothing else. */
function wholly(buffer: Buffer): Parts | null {
  const found = elementsOf(buffer) ?? [];
  let size = 0;
  for (let rest = buffer; rest.length > 0 && sizeOf(rest) !== null; rest = rest.subarray(sizeOf(rest) as number))
    size += sizeOf(rest) as number;
  return size === buffer.length ? found : null;
}

/** How many bytes the first element takes, or null if it is not whole or its length is of a form that SNMP does not use. */
function sizeOf(buffer: Buffer): number | null {
  if (buffer.length < 2) return null;
  const length = buffer.readUInt8(1);
  if (length < 0x80) return buffer.length >= 2 + length ? 2 + length : null;
  const bytes = length - 0x80;
  if (bytes < 1 || bytes > 4 || buffer.length < 2 + bytes) return null;
  const size = 2 + bytes + buffer.readUIntBE(2, bytes);
  return buffer.length >= size ? size : null;
}

function integerOf(body: Buffer): number | null {
  return body.length >= 1 && body.length <= 4 ? body.readIntBE(0, body.length) : null;
}
