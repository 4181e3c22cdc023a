import mustache from 'mustache';

/** What a letter may say. Texts are shown as they are: a letter is plain text. */
export interface LetterWords {
  readonly date: string;
  readonly reference: string;
  readonly reason: string;
  readonly deadline: string;
  readonly state: string;
  readonly building: { readonly code: string; readonly name: string; readonly address: string };
  readonly owner: { readonly name: string; readonly contactName: string };
  readonly station: { readonly name: string };
  readonly camerasDeclared: string;
  readonly camerasVerified: string;
  /** Percent of the measured time, with a decimal comma. */
  readonly measured: string;
  readonly rule: { readonly version: string };
  readonly sources: readonly { readonly title: string; readonly note: string }[];
  readonly warnings: readonly { readonly state: string; readonly date: string; readonly reference: string }[];
}

const NAMES: ReadonlySet<string> = new Set(
  `date reference reason deadline state building owner station camerasDeclared camerasVerified measured sources warnings title note .
  building.code building.name building.address owner.name owner.contactName station.name rule.version`.split(/\s+/),
);
const LONGEST_TEMPLATE = 50_000;
/** Characters that no letter needs: they would move what is read, or hide it. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

type Token = readonly [kind: string, name: string, start: number, end: number, inner?: readonly Token[]];

/** What is wrong with a template; null: nothing. A name that no letter has would leave a hole in it. */
export function unknownNames(template: string): string | null {
  if (template.length > LONGEST_TEMPLATE) return `is longer than ${LONGEST_TEMPLATE} characters`;
  try {
    return faultIn(mustache.parse(template) as unknown as readonly Token[]);
  } catch (error) {
    return error instanceof Error ? error.message : 'is no template';
  }
}

function faultIn(tokens: readonly Token[]): string | null {
  for (const [kind, name, , , inner] of tokens) {
    if (kind === '>' || kind === '=' || kind === '&') return `{{${kind}${name}}} is not taken`;
    if (kind !== 'text' && kind !== '!' && !NAMES.has(name)) return `there is no {{${name}}}`;
    const fault = Array.isArray(inner) ? faultIn(inner as readonly Token[]) : null;
    if (fault !== null) return fault;
  }
  return null;
}

/** The text of a letter. What stands in the words cannot be a template of its own. */
export function letterText(template: string, words: LetterWords): string {
  return mustache.render(template, words, {}, { escape: (value: unknown) => (typeof value === 'string' ? plain(value) : '') });
}

function plain(text: string): string {
  return text.toWellFormed().replaceAll(CONTROL, ' ');
}
