import { COMPONENT_KINDS, type ComponentKind } from '@app/kernel';
import type { DeviceRow, LinkRow, TopologyDocument } from '../topology.document.js';

export interface Broken {
  readonly kind: ComponentKind;
  readonly code: string;
}

/**
 * The questions of this room answered from the document itself, by trying everything: slow, and obviously right. Shares no code with
 * what is held against it.
 */
export class PlainNetwork {
  readonly components: readonly Broken[];

  constructor(readonly document: TopologyDocument) {
    const { conduits = [], spans = [], links, devices, stations, buildings = [], accessPoints = [] } = document;
    const rows = [conduits, spans, links, devices.map(({ name }) => ({ code: name })), [...stations, ...buildings, ...accessPoints]];
    this.components = COMPONENT_KINDS.flatMap((kind, i) => rows[i].map(({ code }) => ({ kind, code })));
  }

  isOn({ name, place }: DeviceRow, broken: readonly Broken[]): boolean {
    return !broken.some(({ kind, code }) => (kind === 'DEVICE' && code === name) || (kind === 'PLACE' && code === place));
  }

  isLit({ code, spans = [], a, z }: LinkRow, broken: readonly Broken[]): boolean {
    const conduitOf = (span: string) => this.document.spans?.find((row) => row.code === span)?.conduit;
    const isCut = broken.some(
      (each) =>
        (each.kind === 'LINK' && each.code === code) ||
        (each.kind === 'SPAN' && spans.includes(each.code)) ||
        (each.kind === 'CONDUIT' && spans.some((span) => conduitOf(span) === each.code)),
    );
    return !isCut && [a, z].every(({ device }) => this.isOn(this.device(device), broken));
  }

  /** What any poller reaches, with these links dark as well. */
  reached(broken: readonly Broken[], dark: ReadonlySet<string> = new Set()): Set<string> {
    const lit = this.document.links.filter((link) => !dark.has(link.code) && this.isLit(link, broken));
    const pollers = (this.document.pollers ?? []).map(({ attachedTo }) => attachedTo);
    const reached = new Set(pollers.filter((name) => this.isOn(this.device(name), broken)));
    for (const name of reached) {
      for (const { a, z } of lit) {
        if (a.device === name) reached.add(z.device);
        if (z.device === name) reached.add(a.device);
      }
    }
    return reached;
  }

  lost(broken: readonly Broken[]): string[] {
    const before = this.reached([]);
    const after = this.reached(broken);
    return this.names(({ name }) => before.has(name) && !after.has(name));
  }

  /** Of what is reached, what one more cut of a single conduit, span or link would take. */
  exposed(broken: readonly Broken[]): Set<string> {
    const now = this.reached(broken);
    const exposed = new Set<string>();
    for (const cut of this.components.filter(({ kind }) => kind === 'CONDUIT' || kind === 'SPAN' || kind === 'LINK')) {
      const left = this.reached([...broken, cut]);
      for (const name of now) if (!left.has(name)) exposed.add(name);
    }
    return exposed;
  }

  impact(broken: readonly Broken[]) {
    const [before, after] = [this.reached([]), this.reached(broken)];
    const [exposedBefore, exposedAfter] = [this.exposed([]), this.exposed(broken)];
    return {
      dark: this.document.links.filter((link) => !this.isLit(link, broken)).map(({ code }) => code),
      lost: this.lost(broken),
      cameras: this.document.devices.filter(({ name, role }) => role === 'CAMERA' && before.has(name) && !after.has(name)).length,
      isolated: this.isolated(broken),
      exposed: this.names(({ name }) => after.has(name) && exposedAfter.has(name) && !exposedBefore.has(name)),
      exposedStations: this.stations(
        (own) =>
          own.some((name) => after.has(name)) &&
          own.some((name) => before.has(name) && !exposedBefore.has(name)) &&
          !own.some((name) => after.has(name) && !exposedAfter.has(name)),
      ),
    };
  }

  isolated(broken: readonly Broken[]): string[] {
    const [before, after] = [this.reached([]), this.reached(broken)];
    return this.stations((own) => own.some((name) => before.has(name)) && !own.some((name) => after.has(name)));
  }

  waysToStations(broken: readonly Broken[]): { readonly code: string; readonly ways: number }[] {
    const [reached, exposed] = [this.reached(broken), this.exposed(broken)];
    const { stations, devices } = this.document;
    return stations.map(({ code }) => {
      const own = devices.filter(({ place }) => place === code).map(({ name }) => name);
      if (own.length === 0) return { code, ways: -1 };
      if (own.some((name) => reached.has(name) && !exposed.has(name))) return { code, ways: 2 };
      return { code, ways: own.some((name) => reached.has(name)) ? 1 : 0 };
    });
  }

  names(holds: (device: DeviceRow) => boolean): string[] {
    return this.document.devices.filter(holds).map(({ name }) => name);
  }

  private stations(holds: (own: readonly string[]) => boolean): string[] {
    const { stations, devices } = this.document;
    const codes = stations.map(({ code }) => code);
    return codes.filter((code) => holds(devices.filter(({ place }) => place === code).map(({ name }) => name)));
  }

  private device(name: string): DeviceRow {
    return this.document.devices.find((row) => row.name === name)!;
  }
}
