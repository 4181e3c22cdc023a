import { readExactText, readText, type AgentVisit, type SnmpCredential, type SnmpReader, type VisitEnd, type WalkEnd } from '@app/snmp';
import { type DeviceDocument, type Neighbour, DOCUMENT_PARTS, type DocumentPart } from './device.document.js';
import { DeviceInspector, type InspectOptions, type Inspection } from './device.inspector.js';
import { CdpTable } from './mib/cdp.neighbours.js';
import { EntityTable } from './mib/entity.table.js';
import { textOrHex } from './mib/identifier.text.js';
import { InterfaceTable } from './mib/interface.facts.js';
import { LldpTable } from './mib/lldp.neighbours.js';
import { deviceFacts, filesOf, onusOf, sensorsOf } from './profile/profile.documents.js';
import { readAgain, reasonOf, REPEATED } from './repeated.reading.js';
import type { KnownDevice, Told } from './known.device.js';
import { BridgePorts, Ports } from './mib/ports.js';
import { readSystemGroup, type SystemGroup } from './mib/system.group.js';
import { ProfileReading } from './profile/profile.reading.js';
import { onBase } from './profile/profile.base.js';
import type { ProfileLibrary } from './profile/profile.library.js';
import type { Profile } from './profile/profile.js';
import { modelOfParts } from './mib/chassis.facts.js';

/** Reads devices over one reader, with the profiles of one library. */
export class SnmpDeviceInspector extends DeviceInspector {
  constructor(
    private readonly reader: SnmpReader,
    private readonly library: ProfileLibrary,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    super();
  }

  override async inspect(host: string, port: number, credential: SnmpCredential, options: InspectOptions = {}): Promise<Inspection> {
    const limits = { deadlineMs: 60_000, ...options };
    return this.reader.visit(host, port, credential, limits, async (visit) => {
      const system = await readSystemGroup(visit, textOrHex);
      if (system.kind !== 'answered') return system;
      const answeredAtMs = this.monotonicMs();
      const { parts = DOCUMENT_PARTS, known, isExactText = false } = options;
      const told = { system: system.value, atMs: answeredAtMs };
      const document =
        (known && (await readAgain(visit, told, parts, known))) ??
        (await new OneInspection(visit, told, this.library, new Set(parts), isExactText, known).run());
      if ('kind' in document) return document;
      return { kind: 'read' as const, document, ageMs: this.monotonicMs() - answeredAtMs };
    });
  }
}

/** One device's reading, part by part. An agent that falls silent half-way has told what it had told. */
class OneInspection {
  private readonly interfaces: InterfaceTable;
  private readonly entities: EntityTable;
  private readonly system: SystemGroup;
  private isSilent = false;
  private outOfSync: VisitEnd | null = null;

  constructor(
    private readonly visit: AgentVisit,
    private readonly told: Told,
    private readonly library: ProfileLibrary,
    private readonly parts: ReadonlySet<DocumentPart>,
    isExactText: boolean,
    private readonly known: KnownDevice | undefined,
  ) {
    this.system = told.system;
    this.interfaces = new InterfaceTable(visit, isExactText ? readExactText : readText);
    this.entities = new EntityTable(visit);
  }

  async run(): Promise<DeviceDocument | VisitEnd> {
    const profiles = (await this.profiles()).map((profile) => new ProfileReading(profile, this.visit));
    const wantsRules = this.parts.has('sensors') || this.parts.has('onus');
    const isNamed = wantsRules || this.parts.has('neighbours');
    if (this.parts.has('interfaces') || isNamed) await this.step('interfaces', () => this.interfaces.read(this.parts.has('interfaces')));
    for (const reading of profiles) await this.step(reading.profile.vendor, () => reading.read(this.parts));
    const needsParts = profiles.some((reading) => reading.needsParts);
    if (this.parts.has('inventory') || needsParts)
      await this.step('physical entities', () => this.entities.read(this.parts.has('inventory')));
    const facts = this.interfaces.facts();
    const ports = new Ports(facts, this.entities.size > 0 ? this.entities : null);
    const neighbours = this.parts.has('neighbours') ? await this.neighbours(ports, profiles) : [];
    if (this.outOfSync) return this.outOfSync;
    const parts = this.parts.has('inventory') ? this.entities.parts() : [];
    const sensors = this.parts.has('sensors') ? sensorsOf(profiles, ports) : [];
    const onus = this.parts.has('onus') ? onusOf(profiles, ports) : [];
    this.leave(profiles);
    return {
      device: { ...this.system, ...deviceFacts(this.system, profiles, modelOfParts(this.entities)), profiles: filesOf(profiles) },
      interfaces: this.parts.has('interfaces') ? facts : [],
      sensors,
      neighbours,
      onus,
      inventory: parts.filter(({ model, serial, class: kind }) => model || serial || kind === CHASSIS),
      faults: this.visit.faults,
    };
  }

  private async profiles(): Promise<Profile[]> {
    const candidates = this.library.candidates(this.system);
    const toAsk = candidates.flatMap(({ matching }) => (matching.kind === 'answers' ? matching.oids : []));
    const answer = toAsk.length > 0 ? await this.visit.get([...new Set(toAsk)]) : null;
    const has = (oid: string) => answer?.kind === 'answered' && answer.value.has(oid);
    return candidates
      .filter(({ matching }) => matching.kind === 'yes' || matching.oids.some(has))
      .flatMap(({ file }) => {
        const profile = this.library.profile(file);
        return (profile && onBase(profile, this.system.sysObjectID)) ?? [];
      });
  }

  private async neighbours(ports: Ports, profiles: readonly ProfileReading[]): Promise<Neighbour[]> {
    const lldp = new LldpTable(this.visit);
    const cdp = new CdpTable(this.visit);
    const bridge = new BridgePorts();
    await this.step('LLDP neighbours', () => lldp.read());
    if (lldp.size > 0) await this.step('bridge ports', () => bridge.read(this.visit));
    await this.step('CDP neighbours', () => cdp.read());
    return [...lldp.neighbours(ports, bridge), ...cdp.neighbours(ports), ...profiles.flatMap((reading) => reading.neighbours(ports))];
  }

  /** Leaves what is known from now on; of a reading that was not whole, nothing. */
  private leave(profiles: readonly ProfileReading[]): void {
    this.known?.forget();
    if (this.visit.faults.length > 0 || !REPEATED.every((part) => this.parts.has(part))) return;
    this.known?.learn(
      this.told,
      profiles.map((reading) => reading.whatIsKnown),
    );
  }

  /** A part that fails costs itself; an agent that is silent is asked nothing more. */
  private async step(what: string, read: () => Promise<WalkEnd>): Promise<void> {
    if (this.isSilent || this.outOfSync) return;
    const end = await read();
    if (end.kind === 'walked') {
      if (this.visit.isOver) this.isSilent = true;
      return;
    }
    if (end.kind === 'out-of-sync') {
      this.outOfSync = end;
      return;
    }
    this.isSilent = end.kind === 'timed-out' || end.kind === 'ended';
    this.visit.fault(`${what}: ${reasonOf(end)}`);
  }
}

const CHASSIS = 3;
