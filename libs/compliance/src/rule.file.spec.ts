import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { readFileSync } from 'node:fs';
import { durationMs } from './duration.js';
import { openRules, ownRulesPath, RuleFileError } from './rule.folder.js';
import { readRuleFile } from './rule.file.js';

const OWN = readFileSync(ownRulesPath(), 'utf8');
const letters = () => 'Yth. {{owner.name}}';
// Tests change the file in any way.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Anything = any;
function problemsOf(change: (file: Anything) => void, letterOf: (name: string) => string | null = letters): readonly string[] {
  const file: Anything = parse(OWN);
  change(file);
  const read = readRuleFile(stringify(file), letterOf);
  return read.kind === 'refused' ? read.problems : [];
}
const second = (file: Anything, changes: object) =>
  file.rules.push({ version: 'two', effectiveFrom: '2027-01-01', basedOn: '2026-1', ...changes });

describe('the rule file', () => {
  it('that comes with the product is read, with its letters, and asserts no law', () => {
    const book = openRules(null);
    expect(book.rules).toHaveLength(1);
    const [rule] = book.rules;
    expect(rule.letters.size).toBe(6);
    expect(rule.sources.every(({ isRead }) => !isRead)).toBe(true);
    expect(rule.integrated).toEqual({ ratio: 0.95, overMs: 14 * 86_400_000 });
  });

  it('takes over section by section what a version does not say, and holds from its day on', () => {
    const file: Anything = parse(OWN);
    second(file, { lapsed: { ratio: 0.7, over: 'P30D' }, states: { NOTIFIED: { deadline: 'P10D', next: 'WARNED_1' } } });
    const read = readRuleFile(stringify(file), letters);
    if (read.kind !== 'read') throw new Error(read.problems.join());
    const before = read.book.at(new Date('2026-12-31T23:59:59Z'));
    const after = read.book.at(new Date('2027-01-01T00:00:00Z'));
    expect([before.version, after.version]).toEqual(['2026-1', 'two']);
    expect(after.lapsed).toEqual({ ratio: 0.7, overMs: 30 * 86_400_000 });
    expect(after.integrated).toEqual(before.integrated);
    expect(after.terms.get('NOTIFIED')).toEqual({ deadlineMs: 10 * 86_400_000, next: 'WARNED_1' });
    expect(after.terms.get('WARNED_3')).toEqual(before.terms.get('WARNED_3'));
    expect(read.book.at(new Date(0)).version).toBe('2026-1');
  });

  it.each<[string, (file: Anything) => void, string]>([
    [
      'a cycle of warnings',
      (file) => (file.rules[0].states.WARNED_3.next = 'WARNED_1'),
      'goes in a circle: WARNED_1 -> WARNED_2 -> WARNED_3 -> WARNED_1',
    ],
    [
      'a warning that leads to itself',
      (file) => (file.rules[0].states.WARNED_2.next = 'WARNED_2'),
      'goes in a circle: WARNED_2 -> WARNED_2',
    ],
    [
      'versions based on each other',
      (file) => (second(file, {}), (file.rules[0].basedOn = 'two')),
      'basedOn goes in a circle: 2026-1 -> two -> 2026-1',
    ],
    ['a version based on itself', (file) => (file.rules[0].basedOn = '2026-1'), 'basedOn goes in a circle'],
    ['a version based on none', (file) => second(file, { basedOn: 'three' }), 'there is no version three'],
    ['two of one version', (file) => second(file, { version: '2026-1' }), 'version 2026-1 is there twice'],
    ['two from one day on', (file) => second(file, { effectiveFrom: '2015-01-01' }), 'two versions hold from 2015-01-01 on'],
    ['a lapse above integration', (file) => (file.rules[0].lapsed.ratio = 0.99), 'lapsed.ratio is above integrated.ratio'],
    [
      'a state that is measured with a deadline',
      (file) => (file.rules[0].states.INTEGRATED = { deadline: 'P1D' }),
      'INTEGRATED has no deadline',
    ],
    ['an exemption by time', (file) => (file.rules[0].states.NOTIFIED.next = 'EXEMPT'), 'EXEMPT is no warning'],
    ['a next state without a deadline', (file) => delete file.rules[0].states.NOTIFIED.deadline, 'next needs a deadline'],
    ['months', (file) => (file.rules[0].integrated.over = 'P1M'), '"P1M" is no duration'],
    ['nothing of a section', (file) => delete file.rules[0].known, 'known is missing'],
    ['a share above 1', (file) => (file.rules[0].verified.ratio = 1.5), 'rules.0.verified.ratio'],
    ['an unknown key', (file) => (file.rules[0].punish = true), 'punish'],
    ['an unknown state', (file) => (file.rules[0].states.FINED = {}), 'states'],
    ['a day that is none', (file) => (file.rules[0].effectiveFrom = '2026-02-30'), 'is no date'],
    ['no time zone', (file) => (file.timeZone = 'Asia/Batavia2'), 'there is no time zone'],
    ['no rules', (file) => (file.rules = []), 'rules'],
    ['another schema', (file) => (file.schema = 'nadi/compliance-rules/2'), 'schema'],
  ])('refuses %s', (_what, change, expected) => {
    expect(problemsOf(change).join('\n')).toContain(expected);
  });

  it.each([
    ['none', null, 'there is no such file'],
    ['one with an unknown name', 'Yth. {{owner.phone}}', 'there is no {{owner.phone}}'],
    ['one that includes others', '{{> /etc/passwd}}', 'is not taken'],
    ['one that changes what marks a name', '{{=<% %>=}}', 'is not taken'],
    ['one that writes unclean text', '{{{reason}}}', 'is not taken'],
    ['one with an unclosed part', '{{#reason}}', 'Unclosed section'],
    ['one too long', 'x'.repeat(60_000), 'is longer'],
  ])('refuses a letter: %s', (_what, letter, expected) => {
    expect(
      problemsOf(
        () => undefined,
        () => letter,
      ).join('\n'),
    ).toContain(expected);
  });

  it('refuses what is no YAML, an alias that would grow, and too much of it', () => {
    const bomb = `a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n`;
    for (const text of ['{', '', 'just words', bomb, `# ${'x'.repeat(1_000_001)}`, '__proto__: {}'])
      expect(readRuleFile(text, letters).kind).toBe('refused');
    expect(() => openRules('/nowhere/rules.yaml')).toThrow(RuleFileError);
  });

  it('reads durations of days, hours, minutes and seconds alone', () => {
    expect(['P14D', 'PT12H', 'P1DT2H3M4S', 'PT5S'].map(durationMs)).toEqual([1_209_600_000, 43_200_000, 93_784_000, 5_000]);
    expect(['P', 'PT', 'P1Y', 'P1M', '14D', 'P-1D', 'P1.5D', 'P1DT', ' P1D', 'P99999D'].map(durationMs)).toEqual(Array(10).fill(null));
  });
});
