/** One sample as read back. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string | null;
  readonly samples: readonly ParsedSample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*/;
const VALUE = /^(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]Inf|NaN)$/;
const SUFFIXES: Readonly<Record<'text' | 'openmetrics', Readonly<Record<string, readonly string[]>>>> = {
  text: { counter: [''], gauge: [''], untyped: [''], histogram: ['_bucket', '_sum', '_count'], summary: ['', '_sum', '_count'] },
  openmetrics: {
    counter: ['_total'],
    gauge: [''],
    unknown: [''],
    info: ['_info'],
    histogram: ['_bucket', '_sum', '_count'],
    summary: ['', '_sum', '_count'],
  },
};

/**
 * Reads the text format 0.0.4 or OpenMetrics 1.0 as strictly as their specifications allow, and more so: throws where a line, a name, an
 * escape, a number, the order of lines or the end is wrong, where a series is told twice, or where a family is torn apart.
 */
export function parseExposition(text: string, format: 'text' | 'openmetrics'): Map<string, ParsedFamily> {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line does not end');
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('no # EOF at the end');
  const reader = new Reader(format);
  lines.forEach((line, index) => {
    try {
      reader.take(line);
    } catch (error) {
      throw new Error(`line ${index + 1}, ${JSON.stringify(line.slice(0, 200))}: ${error instanceof Error ? error.message : ''}`, {
        cause: error,
      });
    }
  });
  return reader.families;
}

class Reader {
  readonly families = new Map<string, ParsedFamily>();
  private readonly series = new Set<string>();
  private readonly sampleNames = new Map<string, string>();
  private current: { name: string; type: string; help: string | null; unit: string | null; samples: ParsedSample[] } | null = null;

  constructor(private readonly format: 'text' | 'openmetrics') {}

  take(line: string): void {
    if (line.startsWith('# ')) this.describe(line);
    else this.sample(line);
  }

  private describe(line: string): void {
    const match = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.*)$/.exec(line);
    if (!match) throw new Error('not a HELP, TYPE or UNIT line');
    const [, keyword, name, rest] = match;
    const first = this.format === 'text' ? 'HELP' : 'TYPE';
    if (keyword === first) this.open(name);
    if (this.current?.name !== name) throw new Error(`${keyword} of ${name} stands outside its family`);
    if (this.current.samples.length > 0) throw new Error(`${keyword} after samples`);
    if (keyword === 'HELP') this.current.help = unescape(rest, this.format === 'openmetrics' ? '\\n"' : '\\n');
    if (keyword === 'TYPE') {
      if (!(rest in SUFFIXES[this.format])) throw new Error(`unknown type ${rest}`);
      this.current.type = rest;
    }
    if (keyword === 'UNIT') {
      if (this.format === 'text') throw new Error('UNIT in format 0.0.4');
      if (rest !== '' && !name.endsWith(`_${rest}`)) throw new Error(`the name does not end in its unit ${rest}`);
      this.current.unit = rest;
    }
    this.families.set(name, { ...this.current, help: this.current.help ?? '' });
  }

  private open(name: string): void {
    if (this.families.has(name)) throw new Error(`family ${name} stands twice`);
    this.current = { name, type: '', help: null, unit: null, samples: [] };
  }

  private sample(line: string): void {
    const name = NAME.exec(line)?.[0];
    if (name === undefined) throw new Error('no metric name');
    const family = this.current;
    if (!family?.type || family.help === null) throw new Error(`sample ${name} without a whole family`);
    const suffixes = SUFFIXES[this.format][family.type];
    if (!suffixes.some((suffix) => family.name + suffix === name))
      throw new Error(`${name} is no sample of the ${family.type} ${family.name}`);
    const owner = this.sampleNames.get(name);
    if (owner !== undefined && owner !== family.name) throw new Error(`${name} is told by ${owner} too`);
    this.sampleNames.set(name, family.name);
    const { labels, rest } = labelsOf(line.slice(name.length));
    if (!rest.startsWith(' ') || !VALUE.test(rest.slice(1))) throw new Error(`not a value: ${JSON.stringify(rest)}`);
    const value = numberOf(rest.slice(1));
    if (family.type === 'info' && value !== 1) throw new Error('an info metric that is not 1');
    if (family.type === 'counter' && !(value >= 0)) throw new Error('a counter below zero');
    const key = `${name}${JSON.stringify(Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;
    if (this.series.has(key)) throw new Error(`series ${key} stands twice`);
    this.series.add(key);
    family.samples.push({ name, labels, value });
  }
}

function labelsOf(text: string): { labels: Record<string, string>; rest: string } {
  const labels: Record<string, string> = {};
  if (!text.startsWith('{')) return { labels, rest: text };
  let rest = text.slice(1);
  for (;;) {
    const name = LABEL_NAME.exec(rest)?.[0];
    if (name === undefined) throw new Error(`no label name at ${JSON.stringify(rest.slice(0, 40))}`);
    if (name.startsWith('__')) throw new Error(`label ${name} is reserved`);
    if (Object.hasOwn(labels, name)) throw new Error(`label ${name} stands twice`);
    const quoted = /^="((?:[^"\\\n]|\\.)*)"/.exec(rest.slice(name.length));
    if (!quoted) throw new Error(`no value of label ${name}`);
    Object.defineProperty(labels, name, { value: unescape(quoted[1], '\\n"'), enumerable: true });
    rest = rest.slice(name.length + quoted[0].length);
    if (rest.startsWith('}')) return { labels, rest: rest.slice(1) };
    if (!rest.startsWith(',')) throw new Error('no comma between labels');
    rest = rest.slice(1);
  }
}

function unescape(text: string, allowed: string): string {
  return text.replace(/\\(.?)/gs, (_, character: string) => {
    if (character === '' || !allowed.includes(character)) throw new Error(`escape \\${character}`);
    return character === 'n' ? '\n' : character;
  });
}

function numberOf(text: string): number {
  if (text.endsWith('Inf')) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
