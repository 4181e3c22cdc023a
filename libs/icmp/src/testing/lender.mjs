// Runs inside a network namespace of its own: lends ICMP sockets, and plays all the hosts of 127.66.0.0/24 by hand, because the
// kernel's own answers are all well-behaved. What host 127.66.0.N does depends on N. Ends when its input closes.
import koffi from 'koffi';
import fs from 'node:fs';
import process from 'node:process';

const libc = koffi.load(null);
const socket = libc.func('int socket(int, int, int)');
const ioctl = libc.func('int ioctl(int, ulong, void *)');
const recvfrom = libc.func('long recvfrom(int, void *, size_t, int, void *, void *)');
const sendto = libc.func('long sendto(int, void *, size_t, int, void *, uint32)');

const INET = 2;
const INET6 = 10;
const control = socket(INET, 2, 0);
const request = Buffer.alloc(40);
request.write('lo');
request.writeInt16LE(1 | 64, 16); // IFF_UP | IFF_RUNNING
if (ioctl(control, 0x8914, request) !== 0) throw new Error('lo cannot be brought up');
fs.writeFileSync('/proc/sys/net/ipv4/ping_group_range', '0 0');
fs.writeFileSync('/proc/sys/net/ipv4/icmp_echo_ignore_all', '1');

const ears = socket(INET, 3, 1);
const mouth = socket(INET, 3, 255); // IPPROTO_RAW: we write the IP header ourselves

function checksum(bytes) {
  let sum = 0;
  for (let i = 0; i + 1 < bytes.length; i += 2) sum += bytes.readUInt16BE(i);
  if (bytes.length % 2) sum += bytes[bytes.length - 1] << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

/** Sends an ICMP message to 127.0.0.1 from any address. */
function say(from, message, isSealed = false) {
  if (!isSealed) {
    message.writeUInt16BE(0, 2);
    message.writeUInt16BE(checksum(message), 2);
  }
  const packet = Buffer.concat([Buffer.alloc(20), message]);
  packet[0] = 0x45;
  packet.writeUInt16BE(packet.length, 2);
  packet[8] = 64;
  packet[9] = 1;
  packet.set(from, 12);
  packet.set([127, 0, 0, 1], 16);
  const to = Buffer.alloc(16);
  to.writeUInt16LE(INET, 0);
  to.set([127, 0, 0, 1], 4);
  sendto(mouth, packet, packet.length, 0, to, 16);
}

function reply(packet) {
  const message = Buffer.from(packet.subarray(20));
  message[0] = 0;
  return message;
}

const reject = (type, code, quoted) => Buffer.concat([Buffer.from([type, code, 0, 0, 0, 0, 0, 0]), quoted]);
const ROUTER = [127, 66, 1, 254];

const hosts = {
  1: (host, packet) => say(host, reply(packet)),
  2: (host, packet) => [1, 2, 3].forEach(() => say(host, reply(packet))),
  3: (host, packet) => setTimeout(() => say(host, reply(packet)), 400),
  4: (_, packet) => say(ROUTER, reject(3, 1, packet)),
  5: (_, packet) => say(ROUTER, reject(11, 0, packet.subarray(0, 28))),
  6: (_, packet) => say([127, 66, 0, 99], reply(packet)),
  7: (host, packet) => {
    const message = reply(packet);
    message[9] ^= 1;
    say(host, message);
  },
  8: () => undefined,
  9: (host, packet) => {
    for (let i = 0; i < 300; i += 1) {
      const garbage = Buffer.from(Array.from({ length: 8 + (i % 90) }, (_, k) => (k * 31 + i * 17) & 0xff));
      garbage[0] = [0, 3, 11, 12][i % 4];
      // Some carry our identifier, so that a filter in the kernel lets them through.
      packet.copy(garbage, 4, 24, 26);
      say(host, garbage, i % 3 === 0);
    }
    say(host, reply(packet));
  },
  10: (host, packet) => say(host, reply(packet).subarray(0, 20)),
};

setInterval(() => {
  const packet = Buffer.alloc(512);
  for (;;) {
    const length = recvfrom(ears, packet, packet.length, 0x40, null, null);
    if (length < 28) return;
    const host = [...packet.subarray(16, 20)];
    if (packet[20] !== 8 || host[0] !== 127 || host[1] !== 66) continue;
    hosts[host[3]]?.(host, Buffer.from(packet.subarray(0, length)));
  }
}, 2);

const sockets = {
  pid: process.pid,
  icmp4: { dgram: socket(INET, 2, 1), raw: socket(INET, 3, 1) },
  icmp6: { dgram: socket(INET6, 2, 58), raw: socket(INET6, 3, 58) },
  udp: control,
};
process.stdout.write(`${JSON.stringify(sockets)}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
