import { createSocket } from 'node:dgram';
import { openUdpSocket } from './open.udp.js';
import { hostOf, isSameName, nameKey, portOf, socketName } from './socket.name.js';
import type { UdpSocket } from './udp.socket.js';

async function open(way: 'batched' | 'node', family: 4 | 6): Promise<UdpSocket> {
  const opened = await openUdpSocket(family, { way });
  if (opened.kind === 'failed') throw new Error(opened.reason);
  return opened.socket;
}

/** A socket that sends back what it gets. */
async function echo(family: 4 | 6): Promise<{ port: number; close: () => void }> {
  const socket = createSocket(`udp${family}`);
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  await new Promise<void>((resolve) => socket.bind(0, family === 4 ? '127.0.0.1' : '::1', resolve));
  return { port: socket.address().port, close: () => socket.close() };
}

async function collect(socket: UdpSocket, until: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !until(); tries += 1) {
    socket.collect(64);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

describe.each([
  ['batched', 4],
  ['batched', 6],
  ['node', 4],
  ['node', 6],
] as const)('a UDP socket: %s, IPv%i', (way, family) => {
  it('sends many datagrams of any size, and knows from where each came', async () => {
    const peer = await echo(family);
    const socket = await open(way, family);
    const name = socketName(family === 4 ? '127.0.0.1' : '::1', peer.port, family) as Uint8Array;
    const lengths = [0, 1, 63, 1400, 9000, 65_000, ...Array.from({ length: 150 }, (_, i) => i)];
    const heard: number[] = [];
    socket.listen({
      datagram: (bytes, from, to, names, nameAt) => {
        expect(isSameName(name, names, nameAt, family)).toBe(true);
        expect(nameKey(names, nameAt, family)).toBe(nameKey(name, 0, family));
        expect(bytes.subarray(from, to).every((byte) => byte === ((to - from) & 0xff))).toBe(true);
        heard.push(to - from);
      },
      unsent: (tag, code) => heard.push(Number.NaN, tag, code.length),
    });
    for (const length of lengths) socket.stage(new Uint8Array(length).fill(length), length, name, length);
    socket.send();
    await collect(socket, () => heard.length === lengths.length);
    expect(heard.toSorted((a, b) => a - b)).toEqual(lengths.toSorted((a, b) => a - b));
    await socket.close();
    peer.close();
  });

  it('tells what could not be sent, and sends the rest', async () => {
    const peer = await echo(family);
    const socket = await open(way, family);
    const unsent: number[] = [];
    let heard = 0;
    socket.listen({ datagram: () => (heard += 1), unsent: (tag) => unsent.push(tag) });
    const good = socketName(family === 4 ? '127.0.0.1' : '::1', peer.port, family) as Uint8Array;
    // Longer than any datagram.
    for (const [tag, length] of [10, 65_530, 20].entries()) socket.stage(new Uint8Array(length), length, good, tag);
    socket.send();
    await collect(socket, () => heard === 2 && unsent.length === 1);
    expect([heard, unsent]).toEqual([2, [1]]);
    await socket.close();
    peer.close();
  });
});

describe('the name of a place', () => {
  it('is written and read back', () => {
    for (const [host, family] of [
      ['192.0.2.255', 4],
      ['2001:db8::1', 6],
      ['fe80::1%3', 6],
    ] as const) {
      const name = socketName(host, 65_535, family) as Uint8Array;
      expect([hostOf(name, family), portOf(name)]).toEqual([host, 65_535]);
    }
    expect(socketName('::1', 1, 4)).toBeNull();
    expect(socketName('router', 1, 4)).toBeNull();
    expect(socketName('fe80::1%nowhere', 1, 6)).toBeNull();
  });
});
