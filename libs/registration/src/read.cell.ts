import { addressProblem, canonicalAddress } from '@app/inventory';
import { textOfCell } from '@app/kernel';
import type { CameraColumn, ColumnForm } from './camera.columns.js';
import { type FindingCode, shown, STEERING } from './row.finding.js';
import { CELL_ERROR } from './sheet.rows.js';

export type CellValue = string | number | boolean | null;
export type CellReading =
  { readonly kind: 'read'; readonly value: CellValue } | { readonly kind: 'wrong'; readonly code: FindingCode; readonly reason: string };

const CODE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const LONGEST_PATH = 300;
const YES = new Set(['ya', 'y', 'yes', 'true', '1', 'benar']);
const NO = new Set(['tidak', 't', 'no', 'n', 'false', '0', 'salah']);

const wrong = (code: FindingCode, reason: string): CellReading => ({ kind: 'wrong', code, reason });
const read = (value: CellValue): CellReading => ({ kind: 'read', value });

/** The value of a cell of a column: null where it is empty. */
export function readCell({ form }: CameraColumn, cell: string): CellReading {
  if (cell.startsWith(CELL_ERROR)) return wrong('CELL_ERROR', `holds the error of a formula: ${shown(cell.slice(CELL_ERROR.length))}`);
  // A cell may have several lines in a spreadsheet; a name has one.
  const text = textOfCell(cell)
    .replaceAll(/[\r\n\t\u00a0 ]+/g, ' ')
    .trim();
  if (text === '') return read(null);
  if (!text.isWellFormed()) return wrong('CONTROL_CHARACTER', 'holds half a letter (a lone surrogate)');
  STEERING.lastIndex = 0;
  const steering = STEERING.exec(text);
  if (steering) return wrong('CONTROL_CHARACTER', `holds the control character ${nameOf(steering[0])}`);
  return readText(form, text);
}

function readText(form: ColumnForm, text: string): CellReading {
  switch (form.kind) {
    case 'text':
      if (text.length > form.longest) return wrong('TOO_LONG', `is ${text.length} characters long; allowed are ${form.longest}`);
      return read(text.normalize('NFC'));
    case 'code':
      if (!CODE.test(text)) return wrong('INVALID', `${shown(text)} is no code: 1 to 64 letters, digits and . _ : -`);
      return read(text);
    case 'integer':
    case 'number':
      return readNumber(text, form);
    case 'yes-no':
      if (YES.has(text.toLowerCase())) return read(true);
      return NO.has(text.toLowerCase()) ? read(false) : wrong('NOT_ONE_OF', `${shown(text)} is neither ya (yes) nor tidak (no)`);
    case 'one-of': {
      const word = text.toUpperCase().replaceAll(/[ -]+/g, '_');
      return form.words.includes(word) ? read(word) : wrong('NOT_ONE_OF', `${shown(text)} is none of ${form.words.join(', ')}`);
    }
    case 'address':
      return readAddress(text);
    case 'rtsp-path':
      return readRtspPath(text);
    case 'mac':
      return readMac(text);
  }
}

function readNumber(text: string, { kind, least, most }: { kind: 'integer' | 'number'; least: number; most: number }): CellReading {
  // Decimal comma or point; no thousands, which would be read as decimals somewhere else. A workbook keeps a small number as 1E-12.
  if (!/^[+-]?\d{1,18}(?:[.,]\d{1,18})?(?:[eE][+-]?\d{1,3})?$/.test(text)) return wrong('NOT_A_NUMBER', `${shown(text)} is no number`);
  const value = Number(text.replace(',', '.'));
  if (kind === 'integer' && !Number.isInteger(value)) return wrong('NOT_A_NUMBER', `${shown(text)} is no whole number`);
  if (value < least || value > most) return wrong('OUT_OF_RANGE', `is ${value}; allowed is ${least} to ${most}`);
  return read(value === 0 ? 0 : value);
}

function readAddress(text: string): CellReading {
  const problem = text.length > 60 ? 'is no IPv4 or IPv6 address' : addressProblem(text);
  return problem === null ? read(canonicalAddress(text)) : wrong('INVALID', `${shown(text)} ${problem}`);
}

function readRtspPath(text: string): CellReading {
  if (/^[a-z]+:\/\/[^/]*@|(?:^|[?&/;])(?:pass(?:word|wd)?|pwd|user(?:name)?)=/i.test(text))
    return wrong('HOLDS_PASSWORD', 'holds a user name or password: only the path, without them');
  if (text.length > LONGEST_PATH) return wrong('TOO_LONG', `is ${text.length} characters long; allowed are ${LONGEST_PATH}`);
  if (!/^\/[^\s"<>\\^`{|}]*$/.test(text)) return wrong('INVALID', `${shown(text)} is no path: what follows the port, from the / on`);
  return read(text);
}

function readMac(text: string): CellReading {
  const digits = text.toLowerCase().replaceAll(/[:.\- ]/g, '');
  if (!/^[0-9a-f]{12}$/.test(digits)) return wrong('INVALID', `${shown(text)} is no MAC address`);
  const isGroup = (Number.parseInt(digits.slice(0, 2), 16) & 1) === 1;
  if (isGroup || digits === '000000000000') return wrong('INVALID', `${shown(text)} is the MAC address of no single device`);
  return read(digits.match(/../g)!.join(':'));
}

function nameOf(letter: string): string {
  return `U+${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}
