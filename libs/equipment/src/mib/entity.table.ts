import { type AgentVisit, type Varbind, type WalkColumn, type WalkEnd } from '@app/snmp';
import type { PhysicalPart } from '../device.document.js';
import { numberIn, textIn } from './cell.values.js';

const ENTRY = '1.3.6.1.2.1.47.1.1.1.1';
const ALIAS = '1.3.6.1.2.1.47.1.3.2.1.2';
const IF_INDEX = [1, 3, 6, 1, 2, 1, 2, 2, 1, 1];
const MAX_DEPTH = 20;

const COLUMNS = {
  descr: 2,
  containedIn: 4,
  class: 5,
  name: 7,
  hardware: 8,
  firmware: 9,
  software: 10,
  serial: 11,
  model: 13,
} as const;
type Column = keyof typeof COLUMNS;
/** What is needed to find the port of a sensor. */
const NAME_COLUMNS: readonly Column[] = ['descr', 'containedIn', 'name'];

/** entPhysicalTable and entAliasMappingTable (RFC 6933): what is built into what, and which part is which interface. */
export class EntityTable {
  private readonly rows = new Map<number, Partial<Record<Column, Varbind>>>();
  private readonly aliases = new Map<number, number>();

  constructor(private readonly visit: AgentVisit) {}

  get size(): number {
    return this.rows.size;
  }

  async read(isWhole: boolean): Promise<WalkEnd> {
    const names = isWhole ? (Object.keys(COLUMNS) as Column[]) : NAME_COLUMNS;
    const columns: WalkColumn[] = names.map((name) => ({ name, oid: `${ENTRY}.${COLUMNS[name]}` }));
    return this.visit.walk(
      [...columns, { name: 'alias', oid: ALIAS, isDeep: true }],
      (column, index, varbind) => {
        if (column === 'alias') this.takeAlias(index, varbind);
        else this.take(column as Column, index[0] as number, varbind);
      },
      { isSparse: true },
    );
  }

  part(entPhysicalIndex: number): PhysicalPart | null {
    const cells = this.rows.get(entPhysicalIndex);
    if (!cells) return null;
    const text = (column: Column) => textIn(cells[column]) || null;
    const number = (column: Column) => numberIn(cells[column]);
    return {
      entPhysicalIndex,
      containedIn: number('containedIn'),
      class: number('class'),
      name: text('name'),
      descr: text('descr'),
      model: text('model'),
      serial: text('serial'),
      hardware: text('hardware'),
      firmware: text('firmware'),
      software: text('software'),
    };
  }

  parts(): PhysicalPart[] {
    return [...this.rows.keys()].sort((a, b) => a - b).map((index) => this.part(index) as PhysicalPart);
  }

  /** The part, what it is built into, and so on; agents that build parts into each other are left after twenty steps. */
  *climb(entPhysicalIndex: number): Generator<PhysicalPart> {
    let part = this.part(entPhysicalIndex);
    for (let depth = 0; part && depth < MAX_DEPTH; depth += 1) {
      yield part;
      part = part.containedIn ? this.part(part.containedIn) : null;
    }
  }

  alias(entPhysicalIndex: number): number | null {
    return this.aliases.get(entPhysicalIndex) ?? null;
  }

  private take(column: Column, index: number, varbind: Varbind): void {
    const row = this.rows.get(index);
    if (row) row[column] = varbind;
    else if (this.rows.size < this.visit.maxRows) this.rows.set(index, { [column]: varbind });
    else this.visit.fault(`more than ${this.visit.maxRows} physical entities`);
  }

  /** The instance is entPhysicalIndex and a logical entity; the value names the instance of ifIndex. */
  private takeAlias(index: readonly number[], varbind: Varbind): void {
    const parts = typeof varbind.value === 'string' ? varbind.value.split('.').map(Number) : [];
    if (parts.length !== IF_INDEX.length + 1 || IF_INDEX.some((number, i) => parts[i] !== number)) return;
    this.aliases.set(index[0] as number, parts[IF_INDEX.length] as number);
  }
}
