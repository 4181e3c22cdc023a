import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { type ComplianceRule, RuleBook, type StateTerm } from './compliance.rule.js';
import { COMPLIANCE_STATES, type ComplianceState } from './compliance.state.js';
import { durationMs } from './duration.js';
import { unknownNames } from './letter.js';

const LARGEST = 1_000_000;
const MOST_PROBLEMS = 50;

const Ratio = z.number().min(0).max(1);
const Duration = z.string().transform((text, context) => {
  const found = durationMs(text);
  if (found !== null && found > 0) return found;
  context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is no duration such as P14D or PT12H` });
  return z.NEVER;
});
const Day = z.string().transform((text, context) => {
  const at = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return at;
  context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is no date such as 2026-01-31` });
  return z.NEVER;
});
const State = z.enum(COMPLIANCE_STATES);
const Source = z.strictObject({
  title: z.string().min(1),
  url: z.url().nullable().default(null),
  read: z.boolean(),
  note: z.string().nullable().default(null),
});
const Term = z.strictObject({ deadline: Duration.nullable().default(null), next: State.nullable().default(null) });
const Part = z.strictObject({
  version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/, 'must be a short word'),
  effectiveFrom: Day,
  basedOn: z.string().optional(),
  sources: z.array(Source).min(1).max(100).optional(),
  verified: z.strictObject({ ratio: Ratio }).optional(),
  integrated: z.strictObject({ ratio: Ratio, over: Duration }).optional(),
  lapsed: z.strictObject({ ratio: Ratio, over: Duration }).optional(),
  repaired: z.strictObject({ over: Duration }).optional(),
  known: z.strictObject({ ratio: Ratio }).optional(),
  countsPower: z.boolean().optional(),
  states: z.partialRecord(State, Term).optional(),
  letters: z.partialRecord(State, z.string()).optional(),
});
const File = z.strictObject({
  schema: z.literal('nadi/compliance-rules/1'),
  timeZone: z.string().default('Asia/Jakarta'),
  rules: z.array(Part).min(1).max(200),
  regions: z.record(z.string().max(20), z.string().max(120)).default({}),
});
type RulePart = z.infer<typeof Part>;

export type RuleFileOutcome =
  { readonly kind: 'read'; readonly book: RuleBook } | { readonly kind: 'refused'; readonly problems: readonly string[] };

/**
 * Reads a rule file (YAML). `letterOf` answers the text of a letter's file, null where there is none: a letter stands beside the rules.
 * Every problem is named by where it is.
 */
export function readRuleFile(text: string, letterOf: (name: string) => string | null): RuleFileOutcome {
  if (text.length > LARGEST) return refused(`has ${text.length} characters; allowed are ${LARGEST}`);
  let document: unknown;
  try {
    document = parse(text, { maxAliasCount: 0 });
  } catch (error) {
    return refused(error instanceof YAMLParseError ? error.message.split('\n')[0] : 'is no YAML');
  }
  const read = File.safeParse(document);
  if (!read.success) return refused(...read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`));
  const { rules, timeZone, regions } = read.data;
  if (!isTimeZone(timeZone)) return refused(`timeZone: there is no time zone "${timeZone.slice(0, 40)}"`);
  const problems = [...doubles(rules), ...rules.flatMap((rule) => circleOf(rule, rules))];
  if (problems.length > 0) return refused(...problems);
  const names = new Map(Object.entries(regions));
  const found = rules.map((rule) => whole(rule, rules)).map((part) => toRule(part, { timeZone, regions: names }, letterOf, problems));
  if (problems.length > 0) return refused(...problems);
  const complete = found.filter((rule) => rule !== null);
  return { kind: 'read', book: new RuleBook(complete.toSorted((a, b) => a.effectiveFrom.getTime() - b.effectiveFrom.getTime())) };
}

function refused(...problems: string[]): RuleFileOutcome {
  return { kind: 'refused', problems: problems.slice(0, MOST_PROBLEMS) };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function doubles(rules: readonly RulePart[]): string[] {
  const twice = (values: readonly string[]) => values.find((value, i) => values.indexOf(value) !== i);
  const version = twice(rules.map((rule) => rule.version));
  const from = twice(rules.map(({ effectiveFrom }) => effectiveFrom.toISOString().slice(0, 10)));
  return [
    ...(version === undefined ? [] : [`rules: version ${version} is there twice`]),
    ...(from === undefined ? [] : [`rules: two versions hold from ${from} on`]),
  ];
}

/** What a version takes over, it may take over from one that takes over too, but never from itself. */
function circleOf(rule: RulePart, rules: readonly RulePart[]): string[] {
  const seen = [rule.version];
  for (let { basedOn } = rule; basedOn !== undefined;) {
    const base = rules.find(({ version }) => version === basedOn);
    if (base === undefined) return [`rules ${seen.at(-1)}: basedOn: there is no version ${basedOn.slice(0, 40)}`];
    if (seen.includes(basedOn)) return [`rules ${rule.version}: basedOn goes in a circle: ${[...seen, basedOn].join(' -> ')}`];
    seen.push(basedOn);
    basedOn = base.basedOn;
  }
  return [];
}

/** A version with what it takes over: section by section, state by state, letter by letter. */
function whole(rule: RulePart, rules: readonly RulePart[]): RulePart {
  const base = rules.find(({ version }) => version === rule.basedOn);
  if (base === undefined) return rule;
  const taken = whole(base, rules);
  const given = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== undefined)) as RulePart;
  return { ...taken, ...given, states: { ...taken.states, ...rule.states }, letters: { ...taken.letters, ...rule.letters } };
}

type Shared = Pick<ComplianceRule, 'timeZone' | 'regions'>;

function toRule(part: RulePart, shared: Shared, letterOf: (name: string) => string | null, problems: string[]): ComplianceRule | null {
  const at = `rules ${part.version}`;
  const { sources, verified, integrated, lapsed, repaired, known } = part;
  for (const name of ['sources', 'verified', 'integrated', 'lapsed', 'repaired', 'known'] as const)
    if (part[name] === undefined) problems.push(`${at}: ${name} is missing`);
  if (!sources || !verified || !integrated || !lapsed || !repaired || !known) return null;
  if (lapsed.ratio > integrated.ratio)
    problems.push(`${at}: lapsed.ratio is above integrated.ratio: a building would lapse while it is integrated`);
  const terms = new Map<ComplianceState, StateTerm>(
    Object.entries(part.states ?? {}).map(([state, { deadline, next }]) => [state as ComplianceState, { deadlineMs: deadline, next }]),
  );
  problems.push(...faultsOfTerms(terms).map((fault) => `${at}: states: ${fault}`));
  const letters = new Map<ComplianceState, string>();
  for (const [state, name] of Object.entries(part.letters ?? {})) {
    const template = letterOf(name);
    const fault = template === null ? 'there is no such file beside the rules' : unknownNames(template);
    if (fault !== null) problems.push(`${at}: letters.${state}: ${name.slice(0, 80)}: ${fault}`);
    else if (template !== null) letters.set(state as ComplianceState, template);
  }
  return {
    ...shared,
    version: part.version,
    effectiveFrom: part.effectiveFrom,
    sources: sources.map(({ read, ...source }) => ({ ...source, isRead: read })),
    verifiedRatio: verified.ratio,
    integrated: { ratio: integrated.ratio, overMs: integrated.over },
    lapsed: { ratio: lapsed.ratio, overMs: lapsed.over },
    repairedOverMs: repaired.over,
    knownRatio: known.ratio,
    countsPower: part.countsPower ?? false,
    terms,
    letters,
  };
}

/** Only states that people move on may have a next one, and following the next ones must come to an end. */
const ESCALATED: readonly ComplianceState[] = ['NOTIFIED', 'DECLARED', 'VERIFIED', 'LAPSED', 'WARNED_1', 'WARNED_2', 'WARNED_3'];
const ESCALATIONS: readonly ComplianceState[] = ['WARNED_1', 'WARNED_2', 'WARNED_3', 'REFERRED'];

function faultsOfTerms(terms: ReadonlyMap<ComplianceState, StateTerm>): string[] {
  const faults: string[] = [];
  for (const [state, { deadlineMs, next }] of terms) {
    if (!ESCALATED.includes(state)) faults.push(`${state} has no deadline: it is left by people or by measurement alone`);
    if (next !== null && !ESCALATIONS.includes(next)) faults.push(`${state}: next: ${next} is no warning and no referral`);
    if (next !== null && deadlineMs === null) faults.push(`${state}: next needs a deadline`);
    const seen: ComplianceState[] = [state];
    for (let step = next; step !== null; step = terms.get(step)?.next ?? null) {
      if (seen.includes(step)) {
        faults.push(`next goes in a circle: ${[...seen, step].join(' -> ')}`);
        break;
      }
      seen.push(step);
    }
  }
  return faults;
}
