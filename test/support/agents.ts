import { createSocket, type Socket } from 'node:dgram';
import { AgentMib, integer, octets, readQuestion, writeAnswer } from '@testing/snmp';

const IF = '1.3.6.1.2.1.2.2.1';
const IF_X = '1.3.6.1.2.1.31.1.1.1';
const LLDP = '1.0.8802.1.1.2.1';
const bytes = (mac: string) => Buffer.from(mac.replaceAll(':', ''), 'hex');

export interface AgentPort {
  readonly name: string;
  readonly mac: string;
  /** Whom LLDP sees there. */
  readonly sees?: { readonly name: string; readonly port: string; readonly mac: string; readonly address?: string };
}

/** A switch as it tells of itself: system group, ports, LLDP, its own addresses, and whom its bridge heard. */
export function switchWith(
  name: string,
  mac: string,
  ports: readonly AgentPort[],
  more: { addresses?: readonly string[]; heard?: readonly (readonly [string, number])[] } = {},
): AgentMib {
  const mib = new AgentMib()
    .set('1.3.6.1.2.1.1.1.0', octets(`${name} <script>`))
    .set('1.3.6.1.2.1.1.3.0', integer(1_000, 0x43))
    .set('1.3.6.1.2.1.1.5.0', octets(name));
  mib
    .set(`${LLDP}.3.1.0`, integer(4))
    .set(`${LLDP}.3.2.0`, octets(bytes(mac)))
    .set(`${LLDP}.3.3.0`, octets(name));
  ports.forEach((port, i) => {
    const index = i + 1;
    mib.set(`${IF}.1.${index}`, integer(index)).set(`${IF}.2.${index}`, octets(port.name)).set(`${IF}.3.${index}`, integer(6));
    mib
      .set(`${IF}.6.${index}`, octets(bytes(port.mac)))
      .set(`${IF}.7.${index}`, integer(1))
      .set(`${IF}.8.${index}`, integer(1));
    mib.set(`${IF_X}.1.${index}`, octets(port.name)).set(`1.3.6.1.2.1.17.1.4.1.2.${index}`, integer(index));
    mib.set(`${LLDP}.3.7.1.2.${index}`, integer(5)).set(`${LLDP}.3.7.1.3.${index}`, octets(port.name));
    if (!port.sees) return;
    const row = `0.${index}.1`;
    mib.set(`${LLDP}.4.1.1.4.${row}`, integer(4)).set(`${LLDP}.4.1.1.5.${row}`, octets(bytes(port.sees.mac)));
    mib.set(`${LLDP}.4.1.1.6.${row}`, integer(5)).set(`${LLDP}.4.1.1.7.${row}`, octets(port.sees.port));
    mib.set(`${LLDP}.4.1.1.9.${row}`, octets(port.sees.name));
    if (port.sees.address) mib.set(`${LLDP}.4.2.1.3.${row}.1.4.${port.sees.address}`, integer(2));
  });
  for (const address of more.addresses ?? []) mib.set(`1.3.6.1.2.1.4.20.1.2.${address}`, integer(1));
  for (const [heard, port] of more.heard ?? []) mib.set(`1.3.6.1.2.1.17.4.3.1.2.${[...bytes(heard)].join('.')}`, integer(port));
  return mib;
}

/** Agents on addresses of loopback, all at one port, that answer one community and write down whatever else they were shown. */
export class Agents {
  readonly shown: { readonly address: string; readonly community: string }[] = [];
  private readonly sockets: Socket[] = [];
  private readonly mibs = new Map<string, AgentMib>();
  port = 0;

  constructor(private readonly community: string) {}

  async serve(address: string, mib: AgentMib): Promise<void> {
    if (this.mibs.has(address)) return void this.mibs.set(address, mib);
    this.mibs.set(address, mib);
    const socket = createSocket('udp4');
    this.sockets.push(socket);
    socket.on('message', (message, from) => {
      const asked = readQuestion(message);
      this.shown.push({ address, community: asked.community });
      const now = this.mibs.get(address);
      if (asked.community === this.community && now) socket.send(writeAnswer(asked, now.answer(asked)), from.port, from.address);
    });
    await new Promise<void>((resolve, reject) => socket.once('error', reject).bind(this.port, address, () => resolve()));
    this.port = socket.address().port;
  }

  async stop(): Promise<void> {
    await Promise.all(this.sockets.map((socket) => new Promise<void>((resolve) => socket.close(() => resolve()))));
  }
}
