import { refuse } from './table.piece.js';

/** Told of the tags and texts of an XML file in their order. Names come without their prefix. */
export interface XmlListener {
  onOpen(name: string, attributes: string): void;
  onText(text: string): void;
  onClose(name: string): void;
}

const LONGEST_TAG = 65_536;
const LONGEST_TEXT = 1_048_576;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Walks through the XML of a spreadsheet as it comes, and holds no more than one tag or text of it. What spreadsheets never write and
 * attackers do (document types, entities of their own) is refused by name.
 */
export class XmlScanner {
  private rest = '';
  private depth = 0;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(private readonly listener: XmlListener) {}

  write(bytes: Buffer): void {
    if (bytes.includes(0)) refuse('UNREADABLE', 'holds XML that is no UTF-8');
    this.scan(this.decoded(bytes, true));
  }

  end(): void {
    this.scan(this.decoded(Buffer.alloc(0), false));
    if (this.rest.trim() !== '' || this.depth !== 0) refuse('UNREADABLE', 'holds XML that is cut off');
  }

  private decoded(bytes: Buffer, stream: boolean): string {
    try {
      return this.decoder.decode(bytes, { stream });
    } catch {
      return refuse('UNREADABLE', 'holds XML that is no UTF-8');
    }
  }

  private scan(text: string): void {
    const all = this.rest + text;
    let at = 0;
    for (;;) {
      const open = all.indexOf('<', at);
      if (open < 0) break;
      const close = this.endOfTag(all, open);
      if (close < 0) break;
      if (open > at) this.listener.onText(unescaped(all.slice(at, open)));
      this.tag(all, open + 1, close);
      at = close + 1;
    }
    this.rest = all.slice(at);
    if (this.rest.length > LONGEST_TEXT) refuse('TOO_LONG', 'holds a text or tag that is longer than is taken');
  }

  private endOfTag(all: string, open: number): number {
    const isComment = all.startsWith('<!--', open);
    if (isComment) {
      const end = all.indexOf('-->', open + 4);
      return end < 0 ? -1 : end + 2;
    }
    let close = all.indexOf('>', open);
    // A ">" may stand in the value of an attribute.
    while (close >= 0 && isWithinQuotes(all, open, close)) close = all.indexOf('>', close + 1);
    if (close - open > LONGEST_TAG) refuse('TOO_LONG', 'holds a tag that is longer than is taken');
    return close;
  }

  private tag(all: string, from: number, to: number): void {
    const first = all.charCodeAt(from);
    if (first === 0x21 /* ! */) {
      if (!all.startsWith('--', from)) refuse('UNREADABLE', 'holds a document type or CDATA, which no spreadsheet needs');
      return;
    }
    if (first === 0x3f /* ? */) return;
    if (first === 0x2f /* / */) {
      this.depth -= 1;
      this.listener.onClose(localName(all.slice(from + 1, to).trim()));
      return;
    }
    const isEmpty = all.charCodeAt(to - 1) === 0x2f;
    const end = isEmpty ? to - 1 : to;
    let nameEnd = from;
    while (nameEnd < end && all.charCodeAt(nameEnd) > 0x20) nameEnd++;
    const name = localName(all.slice(from, nameEnd));
    this.listener.onOpen(name, all.slice(nameEnd, end));
    if (isEmpty) this.listener.onClose(name);
    else this.depth += 1;
  }
}

function isWithinQuotes(all: string, open: number, close: number): boolean {
  let quote = 0;
  for (let at = open; at < close; at++) {
    const letter = all.charCodeAt(at);
    if (quote !== 0) quote = letter === quote ? 0 : quote;
    else if (letter === 0x22 || letter === 0x27) quote = letter;
  }
  return quote !== 0;
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** The value of an attribute, or null. `name` is a constant of the program, with its prefix if it has one. */
export function attribute(attributes: string, name: string): string | null {
  for (let from = 0; ;) {
    const at = attributes.indexOf(`${name}=`, from);
    if (at < 0) return null;
    const quote = attributes[at + name.length + 1];
    if ((at === 0 || attributes.charCodeAt(at - 1) <= 0x20) && (quote === '"' || quote === "'")) {
      const end = attributes.indexOf(quote, at + name.length + 2);
      return end < 0 ? null : unescaped(attributes.slice(at + name.length + 2, end));
    }
    from = at + 1;
  }
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{1,8}));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : whole;
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
