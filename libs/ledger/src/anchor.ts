/** What the trail ended with at some time. Kept on another machine, it proves that nothing up to there was changed or cut off since. */
export interface Anchor {
  readonly seq: number;
  readonly hash: string;
  /** When the record was made; null where it was not noted. */
  readonly at: string | null;
}

const FORM = /^(\d{1,16}):([0-9a-fA-F]{64})(?:@(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z))?$/;

/** `SEQ:HASH@TIME`, the time may be missing; null for anything else. */
export function parseAnchor(text: string): Anchor | null {
  const match = FORM.exec(text.trim());
  return match ? { seq: Number(match[1]), hash: match[2].toLowerCase(), at: match[3] ?? null } : null;
}

export function anchorText({ seq, hash, at }: Anchor): string {
  return `${seq}:${hash}${at === null ? '' : `@${at}`}`;
}
