import { type Component, fullCode, type NetworkGraph } from '@app/topology';
import { findComponent, nearestOf } from './component.finder.js';

/** A port whose transceiver died (PORT), or that somebody shut down (SHUT). Its link is dark. */
export interface PortFault {
  readonly kind: 'PORT' | 'SHUT';
  /** DEVICE/INTERFACE */
  readonly code: string;
  /** 2 × link, + 1 for its z end. */
  readonly end: number;
}

/** A span bent too tightly: it costs so much light more. Once too little arrives, its links are dark. */
export interface BendFault {
  readonly kind: 'BEND';
  /** SPAN/DECIBELS */
  readonly code: string;
  readonly span: number;
  readonly decibels: number;
}

/** A place without mains: its UPS carries it on. (A PLACE that is cut is without any power.) */
export interface MainsFault {
  readonly kind: 'MAINS';
  readonly code: string;
  readonly place: number;
}

/** What can be wrong in the lab: what can break in any network, and what only devices tell of. */
export type Fault = Component | PortFault | BendFault | MainsFault;

export type FoundFault =
  | { readonly kind: 'found'; readonly component: Fault }
  | { readonly kind: 'unknown'; readonly code: string; readonly near: readonly string[] }
  /** A code that stands for several things; each meaning is a code that stands for one. */
  | { readonly kind: 'ambiguous'; readonly code: string; readonly meanings: readonly string[] };

const MOST_DECIBELS = 60;

export function isComponent(fault: Fault): fault is Component {
  return 'index' in fault;
}

export function faultCode({ kind, code }: Fault): string {
  return isComponentKind(kind) ? fullCode({ kind, code }) : `${kind}:${code}`;
}

/** Faults of one slot exclude each other: a port is dead or shut, a span is bent by one figure. Mending one mends the slot. */
export function slotOf(fault: Fault): string {
  switch (fault.kind) {
    case 'PORT':
    case 'SHUT':
      return `PORT ${fault.end}`;
    case 'BEND':
      return `BEND ${fault.span}`;
    default:
      return faultCode(fault);
  }
}

/** What a person means by a code, with or without its kind before it; PORT, SHUT, BEND and MAINS are always said. */
export function findFault(graph: NetworkGraph, code: string): FoundFault {
  const found = findComponent(graph, code);
  if (found.kind !== 'unknown') return found;
  const colon = code.indexOf(':');
  const rest = code.slice(colon + 1);
  switch (code.slice(0, Math.max(colon, 0)).toUpperCase()) {
    case 'PORT':
      return findPort(graph, 'PORT', rest);
    case 'SHUT':
      return findPort(graph, 'SHUT', rest);
    case 'BEND':
      return findBend(graph, rest);
    case 'MAINS': {
      const place = graph.placeIndex(rest);
      if (place >= 0) return { kind: 'found', component: { kind: 'MAINS', code: rest, place } };
      return { kind: 'unknown', code, near: nearestOf(graph.placeCodes, rest).map((each) => `MAINS:${each}`) };
    }
    default:
      return found;
  }
}

/** Interface names hold slashes, and device names may: each slash is tried as the border. */
function findPort(graph: NetworkGraph, kind: 'PORT' | 'SHUT', code: string): FoundFault {
  let known = -1;
  for (let slash = code.indexOf('/'); slash > 0; slash = code.indexOf('/', slash + 1)) {
    const device = graph.deviceIndex(code.slice(0, slash));
    if (device < 0) continue;
    const end = graph.linkEndIndex(device, code.slice(slash + 1));
    if (end >= 0) return { kind: 'found', component: { kind, code, end } };
    known = device;
  }
  if (known >= 0)
    return { kind: 'unknown', code: `${kind}:${code}`, near: nearestOf(portsOf(graph, known), code).map((port) => `${kind}:${port}`) };
  const [name] = code.split('/', 1);
  return {
    kind: 'unknown',
    code: `${kind}:${code}`,
    near: nearestOf(graph.deviceNames, name).map((each) => `${kind}:${each}${code.slice(name.length)}`),
  };
}

function portsOf(graph: NetworkGraph, device: number): string[] {
  const ports: string[] = [];
  for (let i = graph.adjStart[device]; i < graph.adjStart[device + 1]; i++) {
    const link = graph.adjLink[i];
    const name = (graph.linkA[link] === device ? graph.linkInterfaces.a : graph.linkInterfaces.z)[link];
    if (name !== null) ports.push(`${graph.deviceNames[device]}/${name}`);
  }
  return ports;
}

/** SPAN/DECIBELS; SPAN alone to straighten it. */
function findBend(graph: NetworkGraph, code: string): FoundFault {
  const parts = /^(.+?)(?:\/(\d+(?:\.\d+)?))?$/.exec(code);
  const span = parts ? graph.spanIndex(parts[1]) : -1;
  const decibels = Number(parts?.[2] ?? 0);
  if (span < 0 || decibels > MOST_DECIBELS) {
    const near = span < 0 ? nearestOf(graph.spanCodes, parts?.[1] ?? '') : [graph.spanCodes[span]];
    return { kind: 'unknown', code: `BEND:${code}`, near: near.map((each) => `BEND:${each}/${Math.min(decibels, MOST_DECIBELS)}`) };
  }
  return { kind: 'found', component: { kind: 'BEND', code: `${graph.spanCodes[span]}/${decibels}`, span, decibels } };
}

function isComponentKind(kind: Fault['kind']): kind is Component['kind'] {
  return kind !== 'PORT' && kind !== 'SHUT' && kind !== 'BEND' && kind !== 'MAINS';
}
