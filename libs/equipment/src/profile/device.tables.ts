import { readNumber, readText, type Varbind, type WalkColumn } from '@app/snmp';
import type { KeyPart, Reference, TemplatePart } from './reference.js';
import { parseTemplate } from './reference.js';

export interface TableRow {
  readonly table: string;
  readonly index: readonly number[];
  /** By the name of the column. */
  readonly cells: Map<string, Varbind>;
}

/** What is known of the port or part that a row belongs to, and which of several values in one cell is meant. */
export interface RowContext {
  readonly ifName?: string | null;
  readonly entPhysicalName?: string | null;
  readonly lane?: number;
}

interface TableShape {
  readonly oid: string;
  readonly columns: Readonly<Record<string, number>>;
}

/** Rows of the tables of one profile as the agent told them. */
export class DeviceTables {
  private readonly rowsOf = new Map<string, Map<string, TableRow>>();
  /** By table and length of the beginning: made once all rows are here. */
  private readonly below = new Map<string, ReadonlyMap<string, readonly TableRow[]>>();
  /** Names of the columns that the agent has. */
  readonly filled = new Set<string>();
  private size = 0;

  constructor(
    private readonly shapes: Readonly<Record<string, TableShape>>,
    private readonly maxCells = 500_000,
  ) {
    for (const table of Object.keys(shapes)) this.rowsOf.set(table, new Map());
  }

  get columns(): WalkColumn[] {
    return columnsOf(this.shapes);
  }

  /** Takes a cell; answers false once there are too many of them to be sensible. */
  take(name: string, index: readonly number[], varbind: Varbind): boolean {
    const [table, column] = name.split('.', 2) as [string, string];
    const rows = this.rowsOf.get(table);
    if (!rows || this.size >= this.maxCells) return false;
    this.size += 1;
    this.filled.add(name);
    const key = index.join('.');
    const row = rows.get(key);
    if (row) row.cells.set(column, varbind);
    else rows.set(key, { table, index, cells: new Map([[column, varbind]]) });
    return true;
  }

  rows(table: string): TableRow[] {
    return [...(this.rowsOf.get(table)?.values() ?? [])].sort((a, b) => compare(a.index, b.index));
  }

  /** Whether any row has the first column that the profile declares: rows without it tell nothing of what the table is for. */
  isFilled(table: string): boolean {
    const [first] = Object.keys(this.shapes[table]?.columns ?? {});
    return first !== undefined && this.rows(table).some(({ cells }) => cells.has(first));
  }

  /** The rows of a table whose instance begins with these numbers. */
  rowsBelow(table: string, index: readonly number[]): readonly TableRow[] {
    const key = `${table} ${index.length}`;
    const known = this.below.get(key);
    if (known) return known.get(index.join('.')) ?? [];
    const grouped = new Map<string, TableRow[]>();
    for (const row of this.rows(table)) {
      const start = row.index.slice(0, index.length).join('.');
      const rows = grouped.get(start);
      if (rows) rows.push(row);
      else grouped.set(start, [row]);
    }
    this.below.set(key, grouped);
    return grouped.get(index.join('.')) ?? [];
  }

  /** The cell a reference means, seen from a row; undefined where there is none. */
  cell({ table, key, column }: Reference, row: TableRow | null): Varbind | undefined {
    if ((table === null || table === row?.table) && key === null) return row?.cells.get(column);
    const index = key === null ? row?.index : this.indexOf(key, row);
    return (
      index &&
      this.rowsOf
        .get(table ?? row?.table ?? '')
        ?.get(index.join('.'))
        ?.cells.get(column)
    );
  }

  number(reference: Reference, row: TableRow | null): number | null {
    const cell = this.cell(reference, row);
    const value = cell && readNumber(cell);
    return value?.kind === 'value' ? value.value : null;
  }

  text(reference: Reference, row: TableRow | null): string | null {
    const cell = this.cell(reference, row);
    return cell ? textOf(cell) : null;
  }

  /** The text of a template; a reference that leads nowhere leaves nothing. */
  fill(template: string, row: TableRow | null, context: RowContext = {}): string {
    const parts = parseTemplate(template) ?? [];
    return parts
      .map((part) => this.part(part, row, context))
      .join('')
      .replace(/ {2,}/gu, ' ')
      .trim();
  }

  private part(part: TemplatePart, row: TableRow | null, context: RowContext): string {
    switch (part.kind) {
      case 'text':
        return part.text;
      case 'index':
        return row?.index.join('.') ?? '';
      case 'own':
        return String(own(row, part.place) ?? '');
      case 'known':
        return String(context[part.what] ?? '');
      case 'reference':
        return this.text(part.reference, row) ?? '';
    }
  }

  private indexOf(key: readonly KeyPart[], row: TableRow | null): number[] | undefined {
    const index: number[] = [];
    for (const part of key) {
      if (part.kind === 'literal') index.push(part.value);
      else if (part.kind === 'own') {
        const number = own(row, part.place);
        if (number === undefined) return undefined;
        index.push(number);
      } else {
        const cell = row?.cells.get(part.name);
        const numbers = cell && textOf(cell)?.split('.').map(Number);
        if (!numbers || numbers.some((number) => !Number.isInteger(number))) return undefined;
        index.push(...numbers);
      }
    }
    return index;
  }
}

/** The columns of tables as a walk wants them. */
export function columnsOf(shapes: Readonly<Record<string, TableShape>>): WalkColumn[] {
  return Object.entries(shapes).flatMap(([table, { oid, columns }]) =>
    Object.entries(columns).map(([column, number]) => ({ name: `${table}.${column}`, oid: `${oid}.${number}`, isDeep: true })),
  );
}

function own(row: TableRow | null, place: number): number | undefined {
  return row?.index.at(place > 0 ? place - 1 : place);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number);
  return a.length - b.length;
}

/** Numbers and object identifiers as their text; octets as cleaned text. */
export function textOf(varbind: Varbind): string | null {
  const { value } = varbind;
  if (Buffer.isBuffer(value)) {
    const text = readText(varbind);
    return text.kind === 'value' ? text.value : null;
  }
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'bigint' ? String(value) : null;
}
