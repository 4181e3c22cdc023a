import { refuse, TABLE_LIMITS } from './table.piece.js';
import type { XmlListener } from './xml.scanner.js';

const MOST_STRINGS = 4_000_000;
const MOST_LETTERS = 128 * 1024 * 1024;

/** The texts that the cells of a workbook share, by their numbers; with formatting left out. */
export class SharedStrings implements XmlListener {
  readonly texts: string[] = [];
  private text: string | null = null;
  private isText = false;
  private isReading = false;
  private letters = 0;

  onOpen(name: string): void {
    if (name === 'si') this.text = '';
    else if (name === 't') this.isText = true;
    // How a text is pronounced is no part of it.
    else if (name === 'rPh') this.isReading = true;
  }

  onText(text: string): void {
    if (this.text === null || !this.isText || this.isReading) return;
    this.text += text;
    if (this.text.length > TABLE_LIMITS.cellLength) refuse('TOO_LONG', `holds a text of more than ${TABLE_LIMITS.cellLength} characters`);
  }

  onClose(name: string): void {
    if (name === 't') this.isText = false;
    else if (name === 'rPh') this.isReading = false;
    if (name !== 'si' || this.text === null) return;
    this.letters += this.text.length;
    if (this.texts.length >= MOST_STRINGS || this.letters > MOST_LETTERS) refuse('TOO_LONG', 'holds more text than is taken');
    this.texts.push(plain(this.text));
    this.text = null;
  }
}

/** Spreadsheets write characters that XML cannot hold as `_x000D_`. */
export function plain(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
