import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { compareOids, parseOid } from '../oid.order.js';
import { element, elements, identifier, integer, octets, readIdentifier, sequence, type Element } from './ber.js';

export const GET = 0xa0;
export const GET_NEXT = 0xa1;
export const RESPONSE = 0xa2;
export const GET_BULK = 0xa5;
export const END_OF_MIB = element(0x82);

/** A question by SNMPv1 or v2c. */
export interface Asked {
  readonly version: number;
  readonly community: string;
  readonly pdu: number;
  readonly id: number;
  readonly maxRepetitions: number;
  readonly oids: readonly string[];
}

/** An object and its value, already as an element. */
export interface Binding {
  readonly oid: string;
  readonly value: Buffer;
}

export interface Quirks {
  readonly id?: number;
  readonly community?: string;
  readonly errorStatus?: number;
  readonly errorIndex?: number;
}

/** An agent on loopback that answers what a test wants: as many datagrams as the script gives, each of any content. */
export class ScriptedAgent {
  readonly received: Buffer[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly stranger: Socket,
  ) {}

  static async open(script: (message: Buffer) => readonly Buffer[], isStranger = false): Promise<ScriptedAgent> {
    const agent = new ScriptedAgent(await bound(), await bound());
    agent.socket.on('message', (message: Buffer, from: RemoteInfo) => {
      agent.received.push(message);
      const speaker = isStranger ? agent.stranger : agent.socket;
      for (const datagram of script(message)) speaker.send(datagram, from.port, from.address);
    });
    return agent;
  }

  get port(): number {
    return this.socket.address().port;
  }

  async close(): Promise<void> {
    const ends = [this.socket, this.stranger].map((socket) => new Promise<void>((resolve) => socket.close(() => resolve())));
    await Promise.all(ends);
  }
}

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return socket;
}

export function readQuestion(message: Buffer): Asked {
  const [whole] = elements(message);
  const [version, community, pdu] = elements(whole?.body ?? message);
  return {
    version: version?.body.readInt8(0) ?? 0,
    community: community?.body.toString() ?? '',
    ...readPdu(pdu ?? { tag: 0, body: message }),
  };
}

export type AskedPdu = Omit<Asked, 'version' | 'community'>;

export function readPdu({ tag, body }: Element): AskedPdu {
  const [id, , repetitions, bindings] = elements(body);
  return {
    pdu: tag,
    id: id?.body.readIntBE(0, id.body.length) ?? 0,
    maxRepetitions: repetitions?.body.readIntBE(0, repetitions.body.length) ?? 0,
    oids: elements(bindings?.body ?? body).map((binding) => readIdentifier(elements(binding.body)[0]?.body ?? body)),
  };
}

export function writeAnswer(asked: Asked, bindings: readonly Binding[], quirks: Quirks = {}): Buffer {
  const pdu = element(RESPONSE, ...writePdu(asked, bindings, quirks));
  return sequence(integer(asked.version), octets(quirks.community ?? asked.community), pdu);
}

/** What is in the PDU of an answer. */
export function writePdu(asked: { readonly id: number }, bindings: readonly Binding[], quirks: Quirks = {}): Buffer[] {
  const list = sequence(...bindings.map(({ oid, value }) => sequence(identifier(oid), value)));
  return [integer(quirks.id ?? asked.id), integer(quirks.errorStatus ?? 0), integer(quirks.errorIndex ?? 0), list];
}

/** What an agent knows, and how an honest one answers from it. */
export class AgentMib {
  private readonly values = new Map<string, Buffer>();
  private order: (readonly [string, readonly number[]])[] | null = null;

  set(oid: string, value: Buffer): this {
    this.values.set(oid, value);
    this.order = null;
    return this;
  }

  answer(asked: AskedPdu): Binding[] {
    if (asked.pdu === GET) return asked.oids.map((oid) => ({ oid, value: this.values.get(oid) ?? element(0x81) }));
    let from = asked.oids;
    const bindings: Binding[] = [];
    for (let i = 0; i < (asked.pdu === GET_BULK ? asked.maxRepetitions : 1); i += 1) {
      const row = from.map((oid) => this.after(oid));
      bindings.push(...row);
      from = row.map(({ oid }) => oid);
    }
    return bindings;
  }

  private after(oid: string): Binding {
    this.order ??= [...this.values.keys()].map((key) => [key, parseOid(key) ?? []] as const).sort((a, b) => compareOids(a[1], b[1]));
    const parts = parseOid(oid) ?? [];
    const next = this.order.find(([, other]) => compareOids(other, parts) > 0);
    return next ? { oid: next[0], value: this.values.get(next[0]) as Buffer } : { oid, value: END_OF_MIB };
  }
}

const IF_ENTRY = '1.3.6.1.2.1.2.2.1';
const IF_X_ENTRY = '1.3.6.1.2.1.31.1.1.1';

/** A switch with so many ports, each up. */
export function switchMib(ports: number): AgentMib {
  const mib = new AgentMib().set('1.3.6.1.2.1.1.3.0', integer(123_456, 0x43)).set('1.3.6.1.2.1.1.5.0', octets('switch-1'));
  for (let port = 1; port <= ports; port += 1) {
    mib.set(`${IF_ENTRY}.2.${port}`, octets(`GigabitEthernet0/${port}`)).set(`${IF_ENTRY}.3.${port}`, integer(6));
    mib.set(`${IF_ENTRY}.5.${port}`, integer(1_000_000_000, 0x42));
    mib.set(`${IF_ENTRY}.7.${port}`, integer(1)).set(`${IF_ENTRY}.8.${port}`, integer(1));
    mib.set(`${IF_ENTRY}.10.${port}`, integer(port, 0x41)).set(`${IF_ENTRY}.16.${port}`, integer(port, 0x41));
    mib.set(`${IF_X_ENTRY}.1.${port}`, octets(`Gi0/${port}`)).set(`${IF_X_ENTRY}.18.${port}`, octets(`to camera ${port}`));
    mib.set(`${IF_X_ENTRY}.6.${port}`, integer(port * 1000, 0x46)).set(`${IF_X_ENTRY}.10.${port}`, integer(port * 2000, 0x46));
    mib.set(`${IF_X_ENTRY}.15.${port}`, integer(1000, 0x42)).set(`${IF_X_ENTRY}.19.${port}`, integer(0, 0x43));
  }
  return mib;
}
