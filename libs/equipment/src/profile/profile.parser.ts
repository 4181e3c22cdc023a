import { isNode, LineCounter, parseDocument, type Document } from 'yaml';
import { checkReferences } from './profile.check.js';
import { PROFILE_SCHEMA } from './profile.schema.js';
import type { ParsedProfile, ProfileProblem } from './profile.js';

const MAX_BYTES = 256 * 1024;

/** Reads a profile from YAML 1.2. Each problem is told with its line. */
export function parseProfile(file: string, text: string): ParsedProfile {
  const lines = new LineCounter();
  if (text.length > MAX_BYTES) return refused(file, [{ line: 1, reason: `a profile has at most ${MAX_BYTES} bytes` }]);
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, maxAliasCount: 100 } as never);
  const syntax = [...document.errors, ...document.warnings].map(({ message, linePos }) => ({
    line: linePos?.[0].line ?? 1,
    reason: message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/u, '') ?? 'not YAML',
  }));
  if (syntax.length > 0) return refused(file, syntax);
  const checked = PROFILE_SCHEMA.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!checked.success) {
    return refused(
      file,
      checked.error.issues.map(({ path, message }) => ({ line: lineOf(document, lines, path), reason: `${where(path)}${message}` })),
    );
  }
  const profile = { ...checked.data, file };
  const dangling = checkReferences(profile).map(({ path, reason }) => ({
    line: lineOf(document, lines, path),
    reason: `${where(path)}${reason}`,
  }));
  return dangling.length > 0 ? refused(file, dangling) : { kind: 'parsed', profile };
}

function refused(file: string, problems: readonly Omit<ProfileProblem, 'file'>[]): ParsedProfile {
  const sorted = [...problems].sort((a, b) => a.line - b.line).slice(0, 100);
  return { kind: 'refused', problems: sorted.map((problem) => ({ file, ...problem })) };
}

/** The line of the innermost part of the path that is there: a missing field is told where it should stand. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function where(path: readonly PropertyKey[]): string {
  return path.length === 0
    ? ''
    : `${path
        .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
        .join('')
        .replace(/^\./u, '')}: `;
}
