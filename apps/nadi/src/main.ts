import process from 'node:process';
import type { Command, Io } from './io.js';

interface Entry {
  readonly usage: string;
  readonly does: string;
  /** What the options are, and their defaults: lines of the command's own help. */
  readonly more?: readonly string[];
  /** Loaded only when called: offline commands start without the framework and the database. */
  readonly load: () => Promise<Command>;
}

const DATA = '--data DIR       the data folder of the service [NADI_DATA_DIR, else data]';

const COMMANDS: Readonly<Record<string, Entry>> = {
  up: {
    usage: 'up [--topology FILE] [--no-demo] [--data DIR] [--port N]',
    does: 'runs the whole service in one process (what `npm start` runs)',
    more: [
      '--topology FILE  the network to run, in place of the one in the database',
      '--no-demo        leaves an empty database empty, and simulates no hosts',
      '--data DIR       the data folder [NADI_DATA_DIR, else data]',
      '--port N         the port [NADI_HTTP_PORT, else 3000]; 0: any free one',
    ],
    load: async () => (await import('./up.command.js')).runUp,
  },
  import: {
    usage: 'import FILE|- [--dry-run] [--json] [--data DIR]',
    does: 'takes a topology v1 document in: all or nothing, each bad row named',
    more: ['--dry-run        shows the difference, writes nothing', '--json           the outcome as one JSON document', DATA],
    load: async () => (await import('./import.command.js')).runImport,
  },
  export: {
    usage: 'export FILE|- [--data DIR]',
    does: 'writes the topology as a v1 document',
    more: [DATA],
    load: async () => (await import('./export.command.js')).runExport,
  },
  register: {
    usage: 'register FILE|- [--building CODE] [--dry-run] [--json] [--data DIR] | register --template FILE.csv|FILE.xlsx',
    does: 'declares the cameras of a CSV or XLSX file: all or nothing, each bad row named; they wait for review',
    more: [
      '--building CODE  whose cameras they are; without it each row names its building',
      '--dry-run        checks, writes nothing',
      '--template FILE  writes an empty list with headings, an example and (XLSX) explanations',
      '--json           the outcome as one JSON document',
      DATA,
    ],
    load: async () => (await import('./register.command.js')).runRegister,
  },
  compliance: {
    usage: 'compliance report|list|move|check …',
    does: 'where buildings stand by the rules, and what people decide of them',
    more: [
      'report           counts; --by CITY, DISTRICT, STATION or STATE [STATION]; --within STATION, --states S,…: of a part of them',
      'list             the buildings; --overdue: those over their time',
      'move CODE… --to STATE',
      '                 --reason TEXT, --reference NUMBER (of the letter), --letters DIR (where letters are written)',
      '--dry-run        shows the letter, writes nothing',
      '--file FILE      writes a .csv or .xlsx in place of the lines; --json: JSON lines',
      'check [FILE]     whether a rule file can be used [our own], each mistake named',
      DATA,
    ],
    load: async () => (await import('./compliance.command.js')).runCompliance,
  },
  availability: {
    usage: 'availability --from INSTANT --to INSTANT [--kind K] [--within STATION] [--hours ALL|DAYLIGHT] [--export FILE|-]',
    does: 'where the time of cameras, devices, links, spans or stations went, to the second',
    more: [
      '--from, --to INSTANT  the period, with offsets: 2026-11-01T00:00+07:00; the end is no part of it',
      '--kind K              CAMERA, DEVICE, LINK, SPAN or STATION [CAMERA]',
      '--within STATION      in its area or below; --building CODE: cameras and devices of one building',
      '--hours H             ALL or DAYLIGHT, 06.00 to 18.00 in Jakarta [ALL]',
      '--export FILE|-       the log and the figures of each, a JSON document a line, for others to recompute',
      '--json                the figures as one JSON document',
      DATA,
    ],
    load: async () => (await import('./availability.command.js')).runAvailability,
  },
  diagnose: {
    usage: 'diagnose --topology FILE --observations FILE|- [--json]',
    does: 'offline root-cause analysis: one answer line per observation line',
    more: ['--topology FILE      a topology v1 document', '--observations FILE  a snapshot a line, as JSON; - for the standard input'],
    load: async () => (await import('./diagnose.command.js')).runDiagnose,
  },
  whatif: {
    usage: 'whatif --topology FILE --cut CODE[,CODE…] | --works FILE | --spof | --false-diversity [--json]',
    does: 'what would be lost, what would lose its redundancy',
    more: [
      '--cut CODE         a conduit, span, link, device or place; KIND:CODE where a code alone is ambiguous',
      '--works FILE       planned works: [{"code": "W1", "components": ["CODE"], "startsAt": "2026-11-25T22:00+07:00", "endsAt": …}]',
      '--spof             single points of failure, the worst first; --first N of them [50]',
      '--false-diversity  links that should stand in for each other, and share a conduit, span or place',
      '--json             the answer as one JSON document',
    ],
    load: async () => (await import('./whatif.command.js')).runWhatif,
  },
  path: {
    usage: 'path --topology FILE --from DEVICE --to DEVICE|PLACE [--json]',
    does: 'two ways that share as little as possible, and what they share',
    more: [
      '--from DEVICE  a camera or any other device',
      '--to           a device, or a station: any device there',
      '--json         the answer as one JSON document',
    ],
    load: async () => (await import('./path.command.js')).runPath,
  },
  otdr: {
    usage: 'otdr --topology FILE --span CODE --from PLACE --metres N [--json]',
    does: 'where on a span an OTDR saw an event',
    more: [
      '--from PLACE  the end that was measured from',
      '--metres N    metres of fibre',
      '--json        the answer as one JSON document',
    ],
    load: async () => (await import('./otdr.command.js')).runOtdr,
  },
  ping: {
    usage: 'ping FILE|- [--count N] [--interval-ms N] [--timeout-ms N] [--json]',
    does: "asks addresses with the poller's own engine",
    more: [
      'FILE             an address a line; - for the standard input',
      '--count N        tries an address [3]',
      '--interval-ms N  pause between two tries [1000]',
      '--timeout-ms N   a later answer is a loss [1000]',
      '--json           a JSON document a line',
    ],
    load: async () => (await import('./ping.command.js')).runPing,
  },
  verify: {
    usage: 'verify FILE|- --networks FILE [--per-second N] [--at-once N] [--deadline-ms N] [--echo-timeout-ms N]',
    does: 'asks declared cameras by echo, TCP, RTSP and ONVIF: outcome and evidence of each',
    more: [
      'FILE                 a camera a line: {"id":…,"building":…,"realm":…,"address":…,"rtspPort":554}; - for the standard input',
      '                     and as they apply: reach (DIRECT, PORT_FORWARD, VPN, RECORDER_CHANNEL, ON_SITE), rtspPath, onvifPort, httpPort',
      '--networks FILE      the networks of each realm, as for NADI_REALM_NETWORKS; nothing else is asked',
      '--per-second N       cameras of one building a second [20]; --at-once N at a time [8]',
      '--deadline-ms N      for each question [5000]; --echo-timeout-ms N [1000]',
      'Exit 1: one is unreachable or refused, or a line cannot be read',
    ],
    load: async () => (await import('./verify.command.js')).runVerify,
  },
  snmp: {
    usage: 'snmp inspect HOST[:PORT] [--community C | --v3-user U …] [--json] | snmp check-profile FILE…',
    does: 'reads one device with all that is known of its vendor, or checks vendor profiles',
    more: [
      '--community C        SNMPv2c; --snmp-version v1 for the oldest agents [public]',
      '--v3-user U          SNMPv3; --v3-auth P [sha256] --v3-auth-key K, --v3-priv P [aes] --v3-priv-key K, --v3-context C',
      '--only PART,…        interfaces, sensors, neighbours, onus, inventory [all]',
      '--profiles DIR       vendor profiles of your own, on top of ours',
      '--timeout-ms N       how long a question waits [2000]; --retries N [1]; --deadline-ms N for all of it [60000]',
      '--json               the neutral device document',
      'check-profile FILE…  names each mistake with its line',
    ],
    load: async () => (await import('./snmp.command.js')).runSnmp,
  },
  credential: {
    usage: 'credential put NAME < FILE | credential list | credential keys | credential rotate [--new-key] [--drop-former]',
    does: 'stores what devices are read with, sealed, under the name the topology gives them; replaces the key that seals',
    more: [
      'put NAME         takes {"version":"v2c","community":"…"} from the standard input; v3 as in the README',
      'list             the names; --json: as one JSON list',
      'keys             the keys by an id that tells nothing of them, and how much each seals; --json: as one JSON document',
      'rotate           seals everything by the current key, while services run; may be broken off and run again',
      '--new-key        puts a new key before the others in the key file first',
      '--drop-former    takes the others out of it afterwards, if nothing is sealed by them any more',
      DATA,
    ],
    load: async () => (await import('./credential.command.js')).runCredential,
  },
  account: {
    usage: 'account add|list|lock|unlock|password|totp|role|area … [--data DIR]',
    does: 'who may sign on, as what, and what they see',
    more: [
      'add NAME --role R     an account; its password from the standard input (12 characters at least), or by --generate, which prints one;',
      '                      it is replaced at the first sign-on',
      '--station CODE,…      sees the areas of these stations, and of all below them; *: everything',
      '--owner CODE,…        sees the buildings of these owners',
      '                      without any: administrator, noc, engineer, registrar, trace-officer, auditor and service see everything,',
      '                      station-viewer and owner nothing',
      'list                  all accounts; --json: as one JSON list',
      'lock, unlock NAME     shuts all of an account at once; unlock also forgets failed tries',
      'password NAME         another password, as with add',
      'totp NAME             an authenticator: its address and recovery codes, shown once; --off: none',
      'role NAME --role R    another role',
      'area NAME             the areas of --station and --owner in the place of those it has',
      DATA,
    ],
    load: async () => (await import('./account.command.js')).runAccount,
  },
  session: {
    usage: 'session list NAME | session revoke ID | session revoke --account NAME | session revoke --all',
    does: 'who is signed on from where, and ends it',
    more: ['list NAME             the open sessions of an account; --json: as one JSON list', DATA],
    load: async () => (await import('./session.command.js')).runSession,
  },
  token: {
    usage: 'token issue NAME --role R [--station CODE…] [--owner CODE…] [--days N] | token revoke < TOKEN',
    does: 'makes a bearer token, shown once, or takes one back',
    more: [
      '--role R              administrator, noc, engineer, station-viewer, registrar, owner, trace-officer, auditor, service (for programs)',
      '--station, --owner    what a new account sees, as for `nadi account`',
      '--days N              the token ends after so many days [never]',
      '--json                the token and when it ends, as one JSON document',
      DATA,
    ],
    load: async () => (await import('./token.command.js')).runToken,
  },
  audit: {
    usage: 'audit verify FILE|- [--anchor A] | audit export FILE|- [--from T] [--to T] | audit head | audit retention [--dry-run]',
    does: 'who saw and changed what: verifies an export alone, exports, tells the head, destroys what is too old',
    more: [
      'verify FILE|-    holds an export against itself; 1: somebody touched it. --part: it begins in the middle, on purpose',
      '--anchor A       what `audit head` printed at some time: shows a cut end too; may be given several times',
      'export FILE|-    the trail, a JSON document a line; --from, --to TIME: a part of it',
      'head             the anchor of now, to be kept on another machine',
      'retention        destroys what was kept NADI_AUDIT_DAYS, and tells what; --dry-run: only tells',
      '--json           the verdict, the head or the report as one JSON document',
      DATA,
    ],
    load: async () => (await import('./audit.command.js')).runAudit,
  },
  lab: {
    usage: 'lab up|down|status|cut|heal|port|bend|restart … [--data DIR] [--json]',
    does: 'the simulated city',
    more: [
      'cut CODE         breaks a conduit, span, link, device or place (KIND:CODE where a code alone is ambiguous)',
      'heal CODE|all    mends it, or everything',
      'port down|shut|up DEVICE INTERFACE',
      '                 its transceiver dies (down), or it is shut by hand (shut): its link is dark; up mends both',
      'bend SPAN DB     bends a span so that it costs so much more light; 0 straightens it; too much, and its links are dark',
      'restart DEVICE [--renumber]',
      '                 off and on again: uptime and counters begin anew; --renumber: its interfaces get other ifIndexes',
      'cut MAINS:PLACE  a place without mains, carried by its UPS',
      'status           what is broken, and what is silent by it',
      'up, down         a city without the service; --cameras N [NADI_DEMO_CAMERAS, else 30000]',
      DATA,
    ],
    load: async () => (await import('./lab.command.js')).runLab,
  },
  bench: {
    usage: 'bench access|availability|compliance|icmp|snmp|graph|metrics|registration|city',
    does: 'the benchmarks of the README, with the peers beside them',
    load: async () => (await import('./bench/bench.command.js')).runBench,
  },
  settings: {
    usage: 'settings [--json]',
    does: 'lists every setting (environment variable) with its default',
    load: async () => (await import('./settings.command.js')).runSettings,
  },
};

function help(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`);
  return `usage: nadi COMMAND\n\n${lines.join('\n')}\n\nExit codes: 0 done; 1 the answer is "no" or some rows were refused; 2 bad use.\n`;
}

async function main(argv: string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.stderr : io.stdout).write(help());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    io.stderr.write(`nadi: there is no command "${name}"\n\n${help()}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(`usage: nadi ${entry.usage}\n\n${[entry.does, ...(entry.more ?? []).map((line) => `  ${line}`)].join('\n')}\n`);
    return 0;
  }
  const command = await entry.load();
  return command(args, io);
}

// A reader that closes early (`nadi … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await main(process.argv.slice(2), process);
} catch (error) {
  process.stderr.write(`nadi: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
