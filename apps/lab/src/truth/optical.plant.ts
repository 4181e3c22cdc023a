import type { NetworkGraph } from '@app/topology';

/** A kind of transceiver: what it sends, and between which levels it can read, dBm. */
export interface OpticsClass {
  readonly model: string;
  readonly transmitDbm: number;
  /** Alarm and warning levels of its receiver. */
  readonly lowAlarm: number;
  readonly lowWarn: number;
  readonly highWarn: number;
  readonly highAlarm: number;
}

const LONG = { model: 'LAB-LR-10KM', transmitDbm: 0, lowAlarm: -14.4, lowWarn: -12.4, highWarn: 0.5, highAlarm: 2.5 };
const EXTENDED = { model: 'LAB-ER-40KM', transmitDbm: 1, lowAlarm: -21, lowWarn: -19, highWarn: -3, highAlarm: -1 };
const FAR = { model: 'LAB-ZR-80KM', transmitDbm: 2, lowAlarm: -28, lowWarn: -26, highWarn: -8, highAlarm: -6 };
const GPON_OLT = { model: 'LAB-GPON-B', transmitDbm: 3, lowAlarm: -28, lowWarn: -27, highWarn: -9, highAlarm: -8 };
const GPON_ONU = { model: 'LAB-GPON-ONU', transmitDbm: 2, lowAlarm: -27, lowWarn: -25, highWarn: -9, highAlarm: -8 };
/** Engineers choose the cheapest optics that leave so much room when new. */
const ROOM_DB = 3;
/** Real receivers read a little below what they are sold for. */
const GRACE_DB = 2;
const JOINT_DB = 0.5;
const LEAST_DB_PER_KM = 0.25;
const SPREAD_DB_PER_KM = 0.1;
const UNKNOWN_SPAN_M = 500;
/** A splitter of 1 to 8. */
const SPLITTER_DB = 10.5;
/** Frame/slot/port:ONU, as an OLT names what hangs on it. */
export const ONU_ID = /^(\d+)\/(\d+)\/(\d+):(\d+)$/;

/** The light of the lab: what each link loses on its way, and with what it is sent and read. The same for the same document. */
export class OpticalPlant {
  private readonly losses: Float32Array;
  private readonly optical: Uint8Array;

  constructor(private readonly graph: NetworkGraph) {
    this.losses = new Float32Array(graph.linkCount).fill(Number.NaN);
    this.optical = Uint8Array.from({ length: graph.linkCount }, (_, link) => (this.isFibre(link) ? 1 : 0));
  }

  /** Whether a link is glass; patch leads to cameras are copper. */
  isOptical(link: number): boolean {
    return this.optical[link] === 1;
  }

  isPon(link: number): boolean {
    return ONU_ID.test(this.graph.linkInterfaces.a[link] ?? '') || ONU_ID.test(this.graph.linkInterfaces.z[link] ?? '');
  }

  /** Glass by its length, half a decibel each joint and connector, and the splitter of a PON. */
  lossDb(link: number): number {
    if (Number.isNaN(this.losses[link])) this.losses[link] = this.measure(link);
    return this.losses[link];
  }

  opticsAt(end: number): OpticsClass {
    const link = end >> 1;
    if (this.isPon(link)) {
      const names = end & 1 ? this.graph.linkInterfaces.z : this.graph.linkInterfaces.a;
      return ONU_ID.test(names[link] ?? '') ? GPON_OLT : GPON_ONU;
    }
    const loss = this.lossDb(link);
    return [LONG, EXTENDED].find(({ transmitDbm, lowAlarm }) => transmitDbm - loss >= lowAlarm + ROOM_DB) ?? FAR;
  }

  /** No two lasers are quite alike. */
  transmitDbm(end: number): number {
    return this.opticsAt(end).transmitDbm + spread(`${this.graph.linkCodes[end >> 1]} ${end & 1}`) - 0.5;
  }

  /** Below this a receiver sees nothing; copper always reads. */
  blindDbm(end: number): number {
    return this.isOptical(end >> 1) ? this.opticsAt(end).lowAlarm - GRACE_DB : Number.NEGATIVE_INFINITY;
  }

  /** Metres of glass between the ends. */
  lengthM(link: number): number {
    const { start, items } = this.graph.linkSpans;
    let sum = 0;
    for (let i = start[link]; i < start[link + 1]; i++) sum += this.spanM(items[i]);
    return sum;
  }

  private measure(link: number): number {
    const { start, items } = this.graph.linkSpans;
    let loss = JOINT_DB * (start[link + 1] - start[link] + 1) + (this.isPon(link) ? SPLITTER_DB : 0);
    for (let i = start[link]; i < start[link + 1]; i++) {
      const perKm = LEAST_DB_PER_KM + SPREAD_DB_PER_KM * spread(this.graph.spanCodes[items[i]]);
      loss += (this.spanM(items[i]) / 1000) * perKm;
    }
    return loss;
  }

  private spanM(span: number): number {
    const metres = this.graph.spanLengthM[span];
    return metres < 0 ? UNKNOWN_SPAN_M : metres;
  }

  private isFibre(link: number): boolean {
    const { linkSpans, linkInterfaces } = this.graph;
    if (linkSpans.start[link + 1] > linkSpans.start[link]) return true;
    return [linkInterfaces.a[link], linkInterfaces.z[link]].every((name) => /^(hu|te|xg)/.test(name ?? ''));
  }
}

/** A number from 0 to below 1 that belongs to a text (FNV-1a, mixed). */
export function spread(text: string): number {
  return hash(text) / 0x1_0000_0000;
}

export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x45d9f3b);
  return (value ^ (value >>> 15)) >>> 0;
}
