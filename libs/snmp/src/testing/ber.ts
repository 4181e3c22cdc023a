/** Just enough BER to play an agent that lies: nothing here checks what it writes. */
export interface Element {
  readonly tag: number;
  readonly body: Buffer;
}

export function element(tag: number, ...bodies: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(bodies);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([Buffer.from([tag, 0x84]), length, body]);
}

export function sequence(...elements: readonly Uint8Array[]): Buffer {
  return element(0x30, ...elements);
}

/** An integer of up to 48 bits, of any tag. */
export function integer(value: number, tag = 0x02): Buffer {
  const bytes = Buffer.alloc(6);
  bytes.writeIntBE(value, 0, 6);
  let first = 0;
  while (first < 5 && (bytes[first] === 0 ? bytes.readInt8(first + 1) >= 0 : bytes[first] === 0xff && bytes.readInt8(first + 1) < 0))
    first += 1;
  return element(tag, bytes.subarray(first));
}

export function octets(value: string | Uint8Array, tag = 0x04): Buffer {
  return element(tag, Buffer.from(value as string));
}

export function identifier(oid: string): Buffer {
  const [first = 1, second = 3, ...rest] = oid.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((part) => {
    const groups = [part & 0x7f];
    for (let high = Math.floor(part / 128); high > 0; high = Math.floor(high / 128)) groups.unshift(0x80 | (high & 0x7f));
    return groups;
  });
  return element(0x06, Buffer.from(bytes));
}

/** The elements that lie side by side in a buffer. */
export function elements(buffer: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < buffer.length;) {
    const tag = buffer.readUInt8(at);
    let length = buffer.readUInt8(at + 1);
    at += 2;
    if (length > 0x80) {
      const bytes = length & 0x7f;
      length = buffer.readUIntBE(at, bytes);
      at += bytes;
    }
    found.push({ tag, body: buffer.subarray(at, at + length) });
    at += length;
  }
  return found;
}

export function readIdentifier(body: Buffer): string {
  const parts: number[] = [];
  let value = 0;
  for (const byte of body) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      parts.push(value);
      value = 0;
    }
  }
  const [head = 0, ...rest] = parts;
  return [Math.floor(head / 40), head % 40, ...rest].join('.');
}
