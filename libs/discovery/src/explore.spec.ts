import { DeviceInspector, type InspectOptions, type Inspection } from '@app/equipment';
import type { SnmpCredential } from '@app/snmp';
import { documentOf, lldp, port } from '@testing/discovery';
import type { Address } from './address.range.js';
import { AllowedNetworks, parseAllowedCredentials, parseAllowedNetworks } from './allowed.networks.js';
import { DeviceTablesReader, type TablesRead } from './device.tables.js';
import { EchoSweep, type SweepOptions, type Swept } from './echo.sweep.js';
import { Exploration, type ExploreRequest } from './explore.js';
import { NO_TABLES } from './finding.js';
import { planSweep } from './sweep.plan.js';

interface Host {
  readonly name: string;
  readonly secret: string;
  readonly neighbours?: readonly string[];
  /** Answers no echo. */
  readonly isMute?: boolean;
}

/** A network in memory that writes down who was asked what. */
class World extends DeviceInspector {
  readonly pinged: string[] = [];
  readonly asked: string[] = [];
  onAsk: () => void = () => undefined;

  constructor(readonly hosts: Readonly<Record<string, Host>>) {
    super();
  }

  override async inspect(host: string, _port: number, credential: SnmpCredential, options: InspectOptions = {}): Promise<Inspection> {
    const secret = credential.version === 'v3' ? credential.user : credential.community;
    if (options.parts?.length === 0) this.asked.push(`${host} ${secret} retries ${options.retries}`);
    this.onAsk();
    const there = this.hosts[host];
    if (!there || there.secret !== secret) return { kind: 'timed-out' };
    const neighbours = (there.neighbours ?? []).map((address) => lldp(1, address, 'p1', { remoteMgmtAddr: address }));
    return { kind: 'read', document: documentOf({ sysName: there.name }, [port(1, 'p1')], neighbours), ageMs: 0 };
  }

  readonly sweep = new (class extends EchoSweep {
    constructor(private readonly world: World) {
      super();
    }
    override async sweep(addresses: readonly Address[], { signal, onSwept }: SweepOptions): Promise<Swept> {
      this.world.pinged.push(...addresses.map(({ text }) => text));
      const living = new Set(addresses.map(({ text }) => text).filter((text) => this.world.hosts[text] && !this.world.hosts[text]?.isMute));
      onSwept(addresses.length, living.size);
      return signal.aborted ? { kind: 'cancelled' } : { kind: 'swept', living };
    }
  })(this);

  readonly tables = new (class extends DeviceTablesReader {
    override async read(): Promise<TablesRead> {
      return { kind: 'read', tables: NO_TABLES, faults: [] };
    }
  })();
}

const SECRETS: Readonly<Record<string, SnmpCredential>> = {
  old: { version: 'v2c', community: 'old' },
  new: { version: 'v3', user: 'new', level: 'noAuthNoPriv' },
  core: { version: 'v2c', community: 'core' },
};

async function explore(
  world: World,
  ranges: readonly string[],
  more: Partial<ExploreRequest> & { credentials?: never; list?: string } = {},
) {
  const networks = parseAllowedNetworks('10.0.0.0/24,10.0.9.0/24');
  const credentials = parseAllowedCredentials(more.list ?? 'old,new,core@10.0.9.0/24');
  if (networks.kind === 'refused' || credentials.kind === 'refused') throw new Error('refused');
  const policy = { networks: new AllowedNetworks(networks.value), credentials: credentials.value };
  const planned = planSweep(ranges, 'default', policy.networks);
  if (planned.kind === 'refused') throw new Error(planned.problems[0]?.reason);
  const abort = new AbortController();
  const request = {
    realm: 'default',
    plan: planned.plan,
    port: 161,
    maxHops: 4,
    pingsPerSecond: 1_000,
    ...more,
    credentials: credentials.value,
  };
  const openCredential = async (name: string) => SECRETS[name] ?? null;
  const run = new Exploration(
    request,
    { sweep: world.sweep, inspector: world, tables: world.tables, policy, openCredential },
    abort.signal,
  );
  return { abort, outcome: run.run() };
}

async function explored(world: World, ranges: readonly string[], more: Parameters<typeof explore>[2] = {}) {
  const outcome = await (await explore(world, ranges, more)).outcome;
  if (outcome.kind !== 'explored') throw new Error(outcome.kind);
  return outcome;
}

describe('a run', () => {
  it('asks by SNMP who answered, and who was named', async () => {
    const world = new World({ '10.0.0.1': { name: 'a', secret: 'old' }, '10.0.0.9': { name: 'b', secret: 'old', isMute: true } });
    const { findings, silent } = await explored(world, ['10.0.0.0/29', '10.0.0.9', '10.0.0.10']);
    expect(findings.map(({ address, credential }) => [address, credential])).toEqual([
      ['10.0.0.9', 'old'],
      ['10.0.0.1', 'old'],
    ]);
    expect(silent).toContain('10.0.0.2');
    expect(silent).toContain('10.0.0.10');
    expect(silent).not.toContain('10.0.0.9');
    expect(new Set(world.asked.map((text) => text.split(' ')[0]))).toEqual(new Set(['10.0.0.1', '10.0.0.9', '10.0.0.10']));
  });

  it('shows a host each secret once at most, version 3 first, none after one that worked, and none outside its networks', async () => {
    const world = new World({
      '10.0.0.1': { name: 'a', secret: 'old' },
      '10.0.0.2': { name: 'b', secret: 'none' },
      '10.0.9.1': { name: 'c', secret: 'new' },
    });
    await explored(world, ['10.0.0.1-10.0.0.2', '10.0.9.1', '10.0.0.1']);
    expect(world.asked.filter((text) => text.startsWith('10.0.0.1 '))).toEqual(['10.0.0.1 new retries 0', '10.0.0.1 old retries 0']);
    expect(world.asked.filter((text) => text.startsWith('10.0.0.2 '))).toEqual(['10.0.0.2 new retries 0', '10.0.0.2 old retries 0']);
    expect(world.asked.filter((text) => text.startsWith('10.0.9.1 '))).toEqual(['10.0.9.1 new retries 0']);
  });

  it('says which credential it could not open, and goes on with the others', async () => {
    const world = new World({ '10.0.0.1': { name: 'a', secret: 'old' } });
    const { findings, notes } = await explored(world, ['10.0.0.1'], { list: 'lost,old' });
    expect([findings[0]?.credential, notes]).toEqual(['old', ['the credential lost cannot be opened']]);
  });

  const chain = () =>
    new World({
      '10.0.0.1': {
        name: 'a',
        secret: 'old',
        neighbours: ['10.0.0.2', '10.7.7.7', '169.254.169.254', '127.0.0.1', '::ffff:10.0.0.3', 'x\u001b[2J'],
      },
      '10.0.0.2': { name: 'b', secret: 'old', neighbours: ['10.0.0.1', '10.0.9.3'] },
      '10.0.9.3': { name: 'c', secret: 'core', neighbours: ['10.0.0.4'] },
      '10.0.0.4': { name: 'd', secret: 'old' },
    });

  it('follows neighbours to where it may ask, and names where it may not', async () => {
    const world = chain();
    const { findings, notes } = await explored(world, ['10.0.0.1']);
    expect(findings.map(({ reading }) => reading?.sysName)).toEqual(['a', 'b', 'c', 'd']);
    expect(notes).toHaveLength(5);
    expect(notes.join()).not.toContain('\u001b');
    const touched = new Set([...world.asked.map((text) => text.split(' ')[0]), ...world.pinged]);
    expect(touched).toEqual(new Set(['10.0.0.1', '10.0.0.2', '10.0.9.3', '10.0.0.4']));
  });

  it.each([
    [0, 1],
    [1, 2],
    [2, 3],
  ])('goes %i hops far', async (maxHops, found) => {
    expect((await explored(chain(), ['10.0.0.1'], { maxHops })).findings).toHaveLength(found);
  });

  it('ends at once when it is cancelled, and asks nobody more', async () => {
    const world = chain();
    const { abort, outcome } = await explore(world, ['10.0.0.1']);
    world.onAsk = () => abort.abort();
    expect((await outcome).kind).toBe('cancelled');
    expect(world.asked).toHaveLength(1);
  });
});
