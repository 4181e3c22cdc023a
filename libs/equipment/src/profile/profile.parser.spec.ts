import { ProfileLibrary } from './profile.library.js';
import { parseProfile } from './profile.parser.js';

const GOOD = `vendor: Example
mibs: [EXAMPLE-MIB]
match:
  - sysObjectID: 1.3.6.1.4.1.99999
tables:
  optics: { oid: 1.3.6.1.4.1.99999.2.1.1, columns: { rx: 4, state: 12 } }
sensors:
  - class: dbm
    from: optics
    value: rx
    scale: 0.01
    where: { column: state, is: 1 }
    descr: '{ifName} rx'
    ifIndex: '{1}'
`;

/** Replaces one line, and answers what is said of it. */
function spoilt(line: number, text: string): string[] {
  const lines = GOOD.split('\n');
  lines[line - 1] = text;
  const parsed = parseProfile('example.yaml', lines.join('\n'));
  return parsed.kind === 'parsed' ? [] : parsed.problems.map((problem) => `${problem.file}:${problem.line}: ${problem.reason}`);
}

describe('a vendor profile', () => {
  it('is read where it is good', () => {
    expect(parseProfile('example.yaml', GOOD)).toMatchObject({ kind: 'parsed', profile: { vendor: 'Example', file: 'example.yaml' } });
  });

  it.each([
    [8, '  - class: dbn', /^example\.yaml:8: sensors\[0\]\.class: .*"dbm"/],
    [9, '    from: optic', /^example\.yaml:9: sensors\[0\]\.from: there is no table "optic"$/],
    [10, '    value: receive', /^example\.yaml:10: sensors\[0\]\.value: table "optics" has no column "receive"$/],
    [10, '    value: 7', /^example\.yaml:10: sensors\[0\]\.value: /],
    [11, '    scael: 0.01', /^example\.yaml:8: sensors\[0\]: .*"scael"/],
    [12, '    where: { column: status, is: 1 }', /^example\.yaml:12: sensors\[0\]\.where.*: table "optics" has no column "status"$/],
    [12, '    pattern: "("', /^example\.yaml:12: sensors\[0\]\.pattern: a regular expression is wanted/],
    [13, "    descr: '{ifName'", /^example\.yaml:13: sensors\[0\]\.descr: a template is wanted/],
    [13, "    descr: '{other.name} rx'", /^example\.yaml:13: sensors\[0\]\.descr: there is no table "other"$/],
    [13, '    descr: "rx', /^example\.yaml:1[3-6]: /],
    [4, '  - sysObjectID: enterprises.99999', /^example\.yaml:4: match.*an object identifier/],
    [4, '  - {}', /^example\.yaml:4: match.*sysObjectID, sysDescr or answers is wanted/],
    [1, 'vendr: Example', /^example\.yaml:1: /],
    [2, 'vendor: Twice', /^example\.yaml:2: /],
  ] as const)('is refused with line and reason: line %i as %s', (line, text, reason) => {
    const problems = spoilt(line, text);
    expect(problems.find((problem) => reason.test(problem)) ?? problems).toMatch(reason);
  });

  it('is refused where it is no YAML, no mapping, or nests itself without end', () => {
    for (const text of ['\t: [', '- a', '', 'a: &a [*a, *a]', `${'[['.repeat(2000)}`]) {
      const parsed = parseProfile('bad.yaml', text);
      expect(parsed.kind).toBe('refused');
      expect(parsed.kind === 'refused' && parsed.problems.length).toBeGreaterThan(0);
    }
  });
});

describe('the profiles that come with the product', () => {
  const library = ProfileLibrary.open();

  it('are all good', () => {
    expect(library.check()).toEqual([]);
    expect(library.files.length).toBeGreaterThan(2);
  });

  it('are found by the part before their tables', () => {
    for (const file of library.files) expect(library.profile(file)?.file).toBe(file);
    expect(library.candidates({ sysObjectID: null, sysDescr: null }).map(({ file }) => file)).toContain('rfc3433-entity-sensor.yaml');
  });

  it('leave a bad one out and go on', () => {
    const some = ProfileLibrary.of({ 'a.yaml': GOOD, 'b.yaml': GOOD.replace('class: dbm', 'class: light') });
    expect(some.candidates({ sysObjectID: '1.3.6.1.4.1.99999.7', sysDescr: '' }).map(({ file }) => file)).toEqual(['a.yaml', 'b.yaml']);
    expect([some.profile('a.yaml')?.vendor, some.profile('b.yaml')]).toEqual(['Example', null]);
    expect(some.check()).toEqual([expect.objectContaining({ file: 'b.yaml', line: 8 })]);
  });
});
