/** One number of another row's instance: a number of one's own instance (1 is the first, -1 the last), a literal, or what a column holds. */
export type KeyPart =
  | { readonly kind: 'own'; readonly place: number }
  | { readonly kind: 'literal'; readonly value: number }
  | { readonly kind: 'column'; readonly name: string };

/** `column` of one's own row, `table.column` at the same instance, `table[KEY].column` at another: KEY is `1`, `-1`, `=0` or a column, by commas. */
export interface Reference {
  readonly table: string | null;
  readonly key: readonly KeyPart[] | null;
  readonly column: string;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reference'; readonly reference: Reference }
  /** `{index}`: the whole instance. */
  | { readonly kind: 'index' }
  /** `{2}`, `{-1}`: one number of the instance. */
  | { readonly kind: 'own'; readonly place: number }
  /** `{ifName}`, `{entPhysicalName}`: of the port or part that the row belongs to; `{lane}`: which of several values in one. */
  | { readonly kind: 'known'; readonly what: 'ifName' | 'entPhysicalName' | 'lane' };

const NAME = '[a-zA-Z][a-zA-Z0-9]*';
const REFERENCE = new RegExp(`^(?:(${NAME})(?:\\[([^\\]]+)\\])?\\.)?(${NAME})$`, 'u');
const parsed = new Map<string, Reference | null>();
const templates = new Map<string, readonly TemplatePart[] | null>();

/** Null where the text is no reference. */
export function parseReference(text: string): Reference | null {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const reference = readReference(text);
  parsed.set(text, reference);
  return reference;
}

function readReference(text: string): Reference | null {
  const found = REFERENCE.exec(text);
  if (!found) return null;
  const [, table, keyText, column] = found;
  const key = keyText?.split(',').map((part) => readKeyPart(part.trim())) ?? null;
  if (key?.includes(null)) return null;
  return { table: table ?? null, key: key as readonly KeyPart[] | null, column: column as string };
}

function readKeyPart(text: string): KeyPart | null {
  if (/^=\d+$/u.test(text)) return { kind: 'literal', value: Number(text.slice(1)) };
  if (/^-?[1-9]\d?$/u.test(text)) return { kind: 'own', place: Number(text) };
  return new RegExp(`^${NAME}$`, 'u').test(text) ? { kind: 'column', name: text } : null;
}

/** Null where a pair of braces holds no reference, or is not closed. */
export function parseTemplate(text: string): readonly TemplatePart[] | null {
  const known = templates.get(text);
  if (known !== undefined) return known;
  const parts = text
    .split(/(\{[^{}]*\})/u)
    .filter((part) => part !== '')
    .map(readTemplatePart);
  const template = parts.includes(null) ? null : (parts as TemplatePart[]);
  templates.set(text, template);
  return template;
}

function readTemplatePart(part: string): TemplatePart | null {
  if (!part.startsWith('{') || !part.endsWith('}')) return /[{}]/u.test(part) ? null : { kind: 'text', text: part };
  const inner = part.slice(1, -1);
  if (inner === 'index') return { kind: 'index' };
  if (/^-?[1-9]\d?$/u.test(inner)) return { kind: 'own', place: Number(inner) };
  if (inner === 'ifName' || inner === 'entPhysicalName' || inner === 'lane') return { kind: 'known', what: inner };
  const reference = parseReference(inner);
  return reference && { kind: 'reference', reference };
}
