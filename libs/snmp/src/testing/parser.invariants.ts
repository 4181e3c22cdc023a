import { strict as assert } from 'node:assert';
import { compareEncodedOids, decodeOid, isEncodedOid, OidText } from '../ber.oid.js';
import { MessageReader } from '../ber.message.js';
import { byteKeeper, valueAt } from '../ber.value.js';
import { compareOids } from '../oid.order.js';
import { readCounter, readNumber, readText } from '../varbind.value.js';
import { referenceName, referenceRead } from './reference.decoder.js';

const MARGIN = 16;
const reader = new MessageReader();
const names = new OidText();
const keep = byteKeeper();

/** What must hold of the parser whatever the bytes are. Throws what does not. */
export function checkParser(input: Uint8Array): void {
  const expected = referenceRead(Buffer.from(input));
  // Whoever looks beyond the message sees different things there.
  const seen = [0x30, 0xff].map((around) => {
    const bytes = new Uint8Array(input.length + 2 * MARGIN).fill(around);
    bytes.set(input, MARGIN);
    return describe(bytes, MARGIN, MARGIN + input.length);
  });
  assert.deepEqual(seen[0], seen[1], 'what stands around a message changes how it is read');
  // A message of SNMPv3 is for another reader.
  if (seen[0] === 'v3') return;
  assert.deepEqual(seen[0], expected === null ? 'garbage' : reference(expected));
}

function describe(bytes: Uint8Array, from: number, to: number): unknown {
  const kind = reader.read(bytes, from, to);
  if (kind !== 'whole') return kind;
  const bindings = Array.from({ length: reader.count }, (_, i) => binding(bytes, from, to, i));
  const community = Buffer.from(bytes.subarray(reader.communityFrom, reader.communityTo)).toString('hex');
  const { version, pdu, id, errorStatus, errorIndex } = reader;
  return { version, community, pdu, numbers: [id, errorStatus, errorIndex], bindings };
}

function binding(bytes: Uint8Array, from: number, to: number, i: number): object {
  const [oidFrom, oidTo] = [reader.oidFrom[i] as number, reader.oidTo[i] as number];
  const [valueFrom, valueTo] = [reader.valueFrom[i] as number, reader.valueTo[i] as number];
  assert(from <= oidFrom && oidFrom <= oidTo && oidTo <= valueFrom && valueFrom <= valueTo && valueTo <= to, 'offsets leave the message');
  const oid = names.text(bytes, oidFrom, oidTo);
  const parts = decodeOid(bytes, oidFrom, oidTo);
  assert.equal(parts?.join('.') ?? '', oid);
  assert.equal(isEncodedOid(bytes, oidFrom, oidTo), parts !== null);
  checkOrder(bytes, oidFrom, oidTo, i);
  const type = reader.type[i] as number;
  const varbind = { oid, type, value: valueAt(type, bytes, valueFrom, valueTo, keep) };
  // Any value ends in one of the three ways, for whatever it is taken.
  for (const read of [readNumber, readCounter, readText]) assert(['value', 'hole', 'bad'].includes(read(varbind).kind));
  return { oid, type, value: Buffer.from(bytes.subarray(valueFrom, valueTo)).toString('hex') };
}

/** Encoded and decoded identifiers have one order. */
function checkOrder(bytes: Uint8Array, from: number, to: number, i: number): void {
  if (i === 0) return;
  const [otherFrom, otherTo] = [reader.oidFrom[i - 1] as number, reader.oidTo[i - 1] as number];
  const one = decodeOid(bytes, from, to);
  const other = decodeOid(bytes, otherFrom, otherTo);
  if (one === null || other === null) return;
  const order = compareEncodedOids(bytes, from, to, bytes, otherFrom, otherTo);
  assert.equal(Math.sign(order), Math.sign(compareOids(one, other)));
}

function reference(message: NonNullable<ReturnType<typeof referenceRead>>): object {
  const bindings = message.bindings.map(({ oid, type, value }) => ({ oid: referenceName(oid), type, value: value.toString('hex') }));
  return { ...message, bindings };
}
