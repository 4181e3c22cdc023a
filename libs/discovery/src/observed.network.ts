import type { TopologyDocument } from '@app/topology';
import type { IdentifiedDevice } from './identify.js';
import type { Reading } from './finding.js';
import { isOwnMac, macOf } from './hardware.address.js';
import { findPort, hostForm, isSameHost, portForm, portLabel, shortHost } from './port.names.js';

/** What was read of one device, whatever its addresses. */
export interface ObservedDevice {
  readonly key: string;
  readonly addresses: readonly string[];
  readonly reading: Reading;
}

/** What was seen of the network: devices that were read, and addresses that were asked in vain. */
export interface Observation {
  readonly realm: string;
  readonly devices: readonly ObservedDevice[];
  /** Addresses that were asked in this run and said nothing at all. */
  readonly silent: readonly string[];
}

/** One end of a link as it was seen; the port is null where nobody could tell which. */
export interface SeenEnd {
  /** The declared device's name, else the key of one that is not declared. */
  readonly device: string;
  readonly isDeclared: boolean;
  readonly port: string | null;
}

/** A link as it was seen. */
export interface SeenLink {
  readonly a: SeenEnd;
  readonly z: SeenEnd;
  /** How it is known: one or both ends tell of it, or a bridge has learned who hangs there. */
  readonly by: 'both-ends' | 'one-end' | 'bridge';
  /** Several neighbours on one port: something between them is not seen, so this says nothing of which port leads where. */
  readonly isShared: boolean;
}

/** Which observed device is which declared one, by name first, else by address. Whoever fits two fits none. */
export class NetworkMatch {
  readonly nameOf = new Map<string, string>();
  readonly observedOf = new Map<string, ObservedDevice>();
  private readonly byMac = new Map<string, string | null>();
  private readonly byAddress = new Map<string, string | null>();
  private readonly byHost = new Map<string, { readonly name: string; readonly key: string }[]>();
  private readonly declaredNames: ReadonlySet<string>;
  private readonly byKey: ReadonlyMap<string, ObservedDevice>;

  constructor(
    readonly declared: TopologyDocument,
    readonly observation: Observation,
  ) {
    const devices = [...observation.devices].sort((a, b) => (a.key < b.key ? -1 : 1));
    this.declaredNames = new Set(declared.devices.map(({ name }) => name));
    this.byKey = new Map(devices.map((device) => [device.key, device]));
    this.matchDevices(devices);
    for (const device of declared.devices) {
      if (!this.isHere(device)) continue;
      this.addHost(device.name, device.name);
      if (device.address !== undefined) this.remember(this.byAddress, device.address, device.name);
    }
    for (const device of devices) {
      const key = this.nameOf.get(device.key) ?? device.key;
      if (device.reading.sysName) this.addHost(device.reading.sysName, key);
      for (const address of device.addresses) this.remember(this.byAddress, address, key);
      for (const mac of macsOf(device.reading)) this.remember(this.byMac, mac, key);
    }
    this.learnCameras(devices);
  }

  isDeclared(device: string): boolean {
    return this.declaredNames.has(device);
  }

  isHere(device: { readonly realm?: string }): boolean {
    return (device.realm ?? 'default') === this.observation.realm;
  }

  /** Whom a neighbour table, or a MAC address, means. Null: nobody who is known, or more than one. */
  whose(told: { readonly mac?: string | null; readonly address?: string | null; readonly host?: string | null }): string | null {
    const mac = macOf(told.mac ?? null);
    if (mac !== null && this.byMac.has(mac)) return this.byMac.get(mac) ?? null;
    if (told.address && this.byAddress.has(told.address)) return this.byAddress.get(told.address) ?? null;
    return told.host ? this.hostOf(told.host) : null;
  }

  portOf(device: string, name: string): string {
    const port = findPort(this.readingOf(device)?.ports ?? [], name);
    return port ? portLabel(port) : name;
  }

  readingOf(device: string): Reading | null {
    return (this.observedOf.get(device) ?? this.byKey.get(device))?.reading ?? null;
  }

  private matchDevices(devices: readonly ObservedDevice[]): void {
    const here = this.declared.devices.filter((device) => this.isHere(device));
    const byHost = new Map<string, string[]>();
    for (const { name } of here) byHost.set(shortHost(name), [...(byHost.get(shortHost(name)) ?? []), name]);
    const taken = new Map<string, ObservedDevice[]>();
    const propose = (device: ObservedDevice, names: readonly string[]) => {
      if (names.length === 1) taken.set(names[0] as string, [...(taken.get(names[0] as string) ?? []), device]);
    };
    for (const device of devices) {
      const { sysName } = device.reading;
      const named = sysName ? (byHost.get(shortHost(sysName)) ?? []).filter((name) => isSameHost(name, sysName)) : [];
      propose(device, named);
    }
    this.settle(taken);
    const addresses = new Map(here.flatMap(({ name, address }) => (address === undefined ? [] : [[address, name] as const])));
    taken.clear();
    for (const device of devices) {
      if (this.nameOf.has(device.key)) continue;
      const names = new Set(device.addresses.flatMap((address) => addresses.get(address) ?? []));
      propose(
        device,
        [...names].filter((name) => !this.observedOf.has(name)),
      );
    }
    this.settle(taken);
  }

  private settle(proposed: ReadonlyMap<string, readonly ObservedDevice[]>): void {
    for (const [name, devices] of proposed) {
      const [only, ...others] = devices;
      if (!only || others.length > 0) continue;
      this.nameOf.set(only.key, name);
      this.observedOf.set(name, only);
    }
  }

  /** Cameras seldom speak SNMP: a router that has their address and their MAC address side by side tells who they are. */
  private learnCameras(devices: readonly ObservedDevice[]): void {
    for (const { reading } of devices) {
      for (const { address, mac } of reading.tables.arp) {
        const name = this.byAddress.get(address);
        if (name && isOwnMac(mac)) this.remember(this.byMac, mac, name);
      }
    }
  }

  private addHost(host: string, key: string): void {
    const short = shortHost(host);
    const others = this.byHost.get(short) ?? [];
    if (!others.some((other) => other.key === key && other.name === hostForm(host)))
      this.byHost.set(short, [...others, { name: hostForm(host), key }]);
  }

  private hostOf(host: string): string | null {
    const keys = new Set((this.byHost.get(shortHost(host)) ?? []).filter(({ name }) => isSameHost(name, host)).map(({ key }) => key));
    return keys.size === 1 ? ([...keys][0] as string) : null;
  }

  /** A value that two devices tell means neither. */
  private remember(index: Map<string, string | null>, value: string, key: string): void {
    const known = index.get(value);
    index.set(value, known === undefined || known === key ? key : null);
  }
}

export function toObserved({ key, addresses, findings }: IdentifiedDevice): ObservedDevice | null {
  const readings = findings.flatMap(({ reading }) => (reading ? [reading] : []));
  const [best] = readings.sort((a, b) => b.ports.length - a.ports.length || b.neighbours.length - a.neighbours.length);
  return best ? { key, addresses, reading: best } : null;
}

function macsOf(reading: Reading): string[] {
  return [reading.chassisId, ...reading.ports.map(({ mac }) => mac)].flatMap((text) => macOf(text) ?? []).filter(isOwnMac);
}

export function isSamePort(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && portForm(a) === portForm(b);
}
