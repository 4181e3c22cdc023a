import { plain } from './shared.strings.js';
import { refuse, TABLE_LIMITS, type TableRow } from './table.piece.js';
import { attribute, type XmlListener } from './xml.scanner.js';

/** What stands for the value of a cell whose formula failed; no text of a file can be that. */
export const CELL_ERROR = '\u0000error ';

/** Gathers the rows of a sheet out of its XML. A row or cell that does not say where it stands follows the one before. */
export class SheetRows implements XmlListener {
  private rows: TableRow[] = [];
  private row = 0;
  private cells: string[] = [];
  private column = -1;
  private type = '';
  private value = '';
  private isValue = false;
  private isReading = false;

  constructor(private readonly shared: readonly string[]) {}

  get length(): number {
    return this.rows.length;
  }

  take(): readonly TableRow[] {
    const taken = this.rows;
    this.rows = [];
    return taken;
  }

  onOpen(name: string, attributes: string): void {
    switch (name) {
      case 'c':
        this.openCell(attributes);
        break;
      case 'v':
      case 't':
        this.isValue = true;
        break;
      case 'rPh':
        this.isReading = true;
        break;
      case 'row':
        this.openRow(attributes);
    }
  }

  onText(text: string): void {
    if (!this.isValue || this.isReading) return;
    this.value += text;
    if (this.value.length > TABLE_LIMITS.cellLength)
      refuse('TOO_LONG', `has a cell of more than ${TABLE_LIMITS.cellLength} characters`, this.row);
  }

  onClose(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.isValue = false;
        break;
      case 'rPh':
        this.isReading = false;
        break;
      case 'c':
        this.closeCell();
        break;
      case 'row':
        this.rows.push({ row: this.row, line: null, cells: this.cells });
    }
  }

  private openRow(attributes: string): void {
    const told = attribute(attributes, 'r');
    const next = told === null ? this.row + 1 : Number(told);
    if (!Number.isInteger(next) || next <= this.row) refuse('UNREADABLE', 'has rows that do not follow each other', this.row);
    if (next > TABLE_LIMITS.rows + 1) refuse('TOO_MANY_ROWS', `has more than ${TABLE_LIMITS.rows} rows`, next);
    this.row = next;
    this.cells = [];
    this.column = -1;
  }

  private openCell(attributes: string): void {
    const told = attribute(attributes, 'r');
    this.column = told === null ? this.column + 1 : columnOf(told);
    this.type = attribute(attributes, 't') ?? 'n';
    this.value = '';
  }

  private closeCell(): void {
    const text = this.textOfCell();
    if (text === '') return;
    // Before the array is made as long as the cell stands far out.
    if (!(this.column >= 0 && this.column < TABLE_LIMITS.columns))
      refuse('TOO_MANY_COLUMNS', `has more than ${TABLE_LIMITS.columns} columns`, this.row);
    while (this.cells.length < this.column) this.cells.push('');
    this.cells[this.column] = text;
  }

  private textOfCell(): string {
    const { type, value } = this;
    if (value === '') return '';
    switch (type) {
      case 's':
        return this.shared[Number(value)] ?? refuse('UNREADABLE', 'names a text that it does not hold', this.row);
      case 'b':
        return value === '1' ? 'true' : 'false';
      case 'e':
        return CELL_ERROR + value;
      case 'n':
        return numberText(value);
      default:
        return plain(value);
    }
  }
}

/** 6.1999999999999996E+0 is how a spreadsheet keeps 6.2. Long whole numbers (serials) stay as they are. */
function numberText(value: string): string {
  if (/^-?\d{1,20}$/.test(value)) return value;
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  const short = Number(number.toPrecision(15));
  return Number.isInteger(short) && Math.abs(short) < 1e21 ? short.toFixed(0) : String(short);
}

/** The position of "AB12" in its row, from 0; -1: none. */
function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length && i < 4; i++) {
    const letter = reference.charCodeAt(i) - 0x40;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}
