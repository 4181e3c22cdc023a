import type { AgentVisit, Varbind, WalkEnd } from '@app/snmp';
import type { Neighbour, OnuReading, SensorReading, DocumentPart } from '../device.document.js';
import type { ChassisFacts } from '../mib/chassis.facts.js';
import type { Ports } from '../mib/ports.js';
import type { SystemGroup } from '../mib/system.group.js';
import { columnsOf, DeviceTables, textOf } from './device.tables.js';
import { KnownRows } from './known.rows.js';
import { readEntitySensors } from './entity-sensor.rules.js';
import { readNeighbours } from './neighbour.rules.js';
import { readOnus } from './onu.rules.js';
import type { Profile } from './profile.js';
import type { ProfileContent, Source } from './profile.schema.js';
import { parseReference, type Reference } from './reference.js';
import { isWanted } from './row.conditions.js';
import { readSensors, type Rules } from './sensor.rules.js';
import { changingTables, type NeededTables, neededTables } from './needed.tables.js';

/** What a whole reading by one profile leaves for those of values alone. */
export interface KnownProfile {
  readonly profile: Profile;
  /** What changes. */
  readonly changing: NeededTables;
  /** Of its columns and scalars, those that the agent has. */
  readonly columns: readonly string[];
  readonly scalars: readonly string[];
  readonly rows: KnownRows;
}

/** What one profile makes of one device. */
export class ProfileReading {
  private tables = new DeviceTables({});
  private scalars: ReadonlyMap<string, Varbind> = new Map();

  constructor(
    readonly profile: Profile,
    private readonly visit: AgentVisit,
    private readonly known = new KnownRows(),
  ) {}

  /** A reading of values alone. Whoever reads them for several profiles at once hands each its own by `take`. */
  static again({ profile, changing, rows }: KnownProfile, visit: AgentVisit, scalars: ReadonlyMap<string, Varbind>): ProfileReading {
    const reading = new ProfileReading(profile, visit, rows);
    reading.tables = new DeviceTables(changing.tables);
    reading.scalars = scalars;
    return reading;
  }

  /** Reads the tables and scalars that the wanted parts need. */
  async read(parts: ReadonlySet<DocumentPart>): Promise<WalkEnd> {
    const { tables, scalars } = neededTables(this.profile, parts);
    this.tables = new DeviceTables(tables);
    if (scalars.length > 0) {
      const answer = await getAll(this.visit, scalars);
      if (answer.kind !== 'answered') return answer;
      this.scalars = answer.value;
    }
    const { columns } = this.tables;
    if (columns.length === 0) return { kind: 'walked' };
    return this.visit.walk(columns, (name, index, varbind) => this.take(name, index, varbind), { isSparse: true });
  }

  take(name: string, index: readonly number[], varbind: Varbind): void {
    if (!this.tables.take(name, index, varbind)) this.visit.fault(`${this.profile.vendor}: more cells than are sensible`);
  }

  /** Once sensors and ONUs were made of it. */
  get whatIsKnown(): KnownProfile {
    const changing = changingTables(this.profile);
    const columns = columnsOf(changing.tables).flatMap(({ name }) => (this.tables.filled.has(name) ? [name] : []));
    this.known.complete();
    return {
      profile: this.profile,
      changing,
      columns,
      scalars: changing.scalars.filter((oid) => this.scalars.has(oid)),
      rows: this.known,
    };
  }

  /** Whether a row that was read belongs to a physical entity. */
  get needsParts(): boolean {
    const { sensors = [], entitySensors = [], onus = [], neighbours = [] } = this.profile;
    return [...sensors, ...entitySensors, ...onus, ...neighbours].some(
      ({ from, entPhysicalIndex }) => entPhysicalIndex !== undefined && from !== undefined && this.tables.rows(from).length > 0,
    );
  }

  sensors(ports: Ports): SensorReading[] {
    const rules = this.rules(ports);
    return [
      ...(this.profile.sensors ?? []).flatMap((rule) => readSensors(rule, rules)),
      ...(this.profile.entitySensors ?? []).flatMap((rule) => readEntitySensors(rule, rules)),
    ];
  }

  onus(ports: Ports): OnuReading[] {
    return (this.profile.onus ?? []).flatMap((rule) => readOnus(rule, this.rules(ports)));
  }

  neighbours(ports: Ports): Neighbour[] {
    return (this.profile.neighbours ?? []).flatMap((rule) => readNeighbours(rule, this.rules(ports)));
  }

  device(system: SystemGroup): ChassisFacts {
    const { device } = this.profile;
    const find = (sources: readonly Source[] | undefined) => {
      for (const source of sources ?? []) {
        const text = this.textOf(source, system);
        if (text) return text;
      }
      return null;
    };
    // A profile that says where its vendor is told speaks for many vendors, so it claims none by its own name.
    const isVendors = this.profile.match !== 'any' && device?.vendor === undefined;
    return {
      vendor: find(device?.vendor) ?? (isVendors ? this.profile.vendor : null),
      model: find(device?.model),
      serial: find(device?.serial),
      software: find(device?.software),
    };
  }

  private textOf(source: Source, system: SystemGroup): string | null {
    if ('text' in source) return source.text;
    if ('from' in source) return source.pattern.exec(system[source.from] ?? '')?.[1]?.trim() ?? null;
    const text = 'oid' in source ? this.scalarText(source.oid) : this.tableText(source);
    if (text === null || !source.pattern) return text;
    return source.pattern.exec(text)?.[1]?.trim() ?? null;
  }

  private scalarText(oid: string): string | null {
    const cell = this.scalars.get(oid);
    return cell ? textOf(cell) : null;
  }

  private tableText({ table, value, where }: Extract<Source, { table: string }>): string | null {
    for (const row of this.tables.rows(table)) {
      const text = isWanted(where, this.tables, row) ? this.tables.text(parseReference(value) as Reference, row) : null;
      if (text) return text;
    }
    return null;
  }

  private rules(ports: Ports): Rules {
    const { profile, tables, scalars, known } = this;
    return { tables, scalars, ports, known, source: profile.match === 'any' && !isVendorTree(profile) ? 'standard' : 'vendor' };
  }
}

/** In questions of twenty: small agents refuse long ones. */
export async function getAll(visit: AgentVisit, oids: readonly string[]) {
  const value = new Map<string, Varbind>();
  for (let i = 0; i < oids.length; i += 20) {
    const answer = await visit.get(oids.slice(i, i + 20));
    if (answer.kind === 'answered') for (const [oid, cell] of answer.value) value.set(oid, cell);
    else if (answer.kind !== 'refused') return answer;
  }
  return { kind: 'answered' as const, value };
}

const ENTERPRISES = '1.3.6.1.4.1.';

function isVendorTree({ tables }: ProfileContent): boolean {
  return Object.values(tables ?? {}).some(({ oid }) => oid.startsWith(ENTERPRISES));
}
