import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { spreadsheetCell, textOfCell } from '@app/kernel';
import fc from 'fast-check';
import { UnicastGuard } from './address.guard.js';
import { CAMERA_COLUMNS } from './camera.columns.js';
import { deviceNamesOf, toDeviceRow } from './camera.device.js';
import { camerasCsv, camerasXlsx, templateCsv, templateXlsx } from './camera.files.js';
import type { DeclaredCamera } from './declared.camera.js';
import { CameraDoubles } from './same.camera.js';
import { readCells, readFile } from './testing/table.text.js';

const HEADINGS =
  'Name;Reach;Address;Realm;RTSP port;RTSP path;Latitude;Longitude;Street-facing;Sees;Recorder;Channel;MAC;Serial;Location;Heading';
const read = (...rows: string[]) => readFile([HEADINGS, ...rows].join('\r\n'));
const codes = async (row: string) => (await read(row)).findings.map(({ row: at, column, code }) => `${at} ${column} ${code}`);

describe('a list of cameras', () => {
  it('is read with decimal commas, words in both languages, and one spelling of each address', async () => {
    const { cameras, findings } = await read(
      'Pintu 1;direct;2001:DB8::0:1;default;554;/live;-6,2;106.8;ya;junction;;;02-00-5E-10-00-01;SN1; Lantai 1 ;361',
      'Pintu 2;recorder channel;;;;;;;tidak;;NVR 1;3;;;;359,5',
    );
    expect(findings).toEqual([{ row: 2, column: 'Heading', code: 'OUT_OF_RANGE', reason: 'is 361; allowed is 0 to 360' }]);
    expect(cameras).toMatchObject([
      {
        row: 3,
        building: 'GD1',
        realm: 'GD1',
        reach: 'RECORDER_CHANNEL',
        recorder: 'NVR 1',
        channel: 3,
        streetFacing: false,
        headingDeg: 359.5,
      },
    ]);
    const [camera] = (
      await read('Pintu 1;direct;2001:DB8::0:1;default;554;/live;-6,2;106.8;ya;junction;;;02-00-5E-10-00-01;SN1; Lantai  1 ;360')
    ).cameras;
    expect(camera).toMatchObject({
      address: '2001:db8::1',
      realm: 'default',
      reach: 'DIRECT',
      rtspPort: 554,
      lat: -6.2,
      lon: 106.8,
      streetFacing: true,
      sees: 'JUNCTION',
      mac: '02:00:5e:10:00:01',
      location: 'Lantai 1',
    });
  });

  it.each([
    ['nothing where something must be', ';;;;;;;;;;;;;;;', []],
    ['no name', ';ON_SITE;;;;;;;;;;;;;;', ['2 Name REQUIRED']],
    ['no address', 'a;DIRECT;;;;;;;;;;;;;;', ['2 Address REQUIRED']],
    ['no port', 'a;PORT_FORWARD;203.0.113.1;;;;;;;;;;;;;', ['2 RTSP port REQUIRED']],
    ['no recorder', 'a;RECORDER_CHANNEL;;;;;;;;;;;;;;', ['2 Recorder REQUIRED', '2 Channel REQUIRED']],
    ['half a position', 'a;ON_SITE;;;;;-6,2;;;;;;;;;', ['2 Longitude REQUIRED']],
    ['an address in another notation', 'a;DIRECT;0x7f.1;;;;;;;;;;;;;', ['2 Address INVALID']],
    ['a decimal address', 'a;DIRECT;2130706433;;;;;;;;;;;;;', ['2 Address INVALID']],
    ['a password', 'a;ON_SITE;;;;/x?user=admin&password=1;;;;;;;;;;', ['2 RTSP path HOLDS_PASSWORD']],
    ['a whole URL', 'a;ON_SITE;;;;rtsp://admin:1@10.0.0.1/x;;;;;;;;;;', ['2 RTSP path HOLDS_PASSWORD']],
    ['a port out of range', 'a;ON_SITE;;;65536;;;;;;;;;;;', ['2 RTSP port OUT_OF_RANGE']],
    ['a thousand', 'a;ON_SITE;;;;;1.000,5;1;;;;;;;;', ['2 Latitude NOT_A_NUMBER']],
    ['a number that is no end', 'a;ON_SITE;;;;;1e99;1;;;;;;;;', ['2 Latitude OUT_OF_RANGE']],
    ['a bell', 'a\u0007;ON_SITE;;;;;;;;;;;;;;', ['2 Name CONTROL_CHARACTER']],
    ['writing turned round', 'a\u202eb;ON_SITE;;;;;;;;;;;;;;', ['2 Name CONTROL_CHARACTER']],
    ['a long name', `${'n'.repeat(121)};ON_SITE;;;;;;;;;;;;;;`, ['2 Name TOO_LONG']],
    ['a realm with a quote', "a;ON_SITE;;x' OR 1=1;;;;;;;;;;;;", ['2 Realm INVALID']],
    ['a MAC of a group', 'a;ON_SITE;;;;;;;;;;;01:00:5e:00:00:01;;;', ['2 MAC INVALID']],
    ['too few cells', 'a;ON_SITE', ['2  RAGGED_ROW']],
    ['the example', 'CONTOH - hapus baris ini / EXAMPLE - delete this row;ON_SITE;;;;;;;;;;;;;;', ['2 Name EXAMPLE_ROW']],
  ])('names what is wrong, with row and column: %s', async (_what, row, expected) => {
    expect(await codes(row)).toEqual(expected);
  });

  it('names headings that are unknown, there twice (in any language), or missing', async () => {
    const { findings } = await readFile('Nama;name;Warna\n');
    expect(findings.map(({ column, code }) => `${column} ${code}`)).toEqual([
      'Name DUPLICATE_HEADING',
      'Warna UNKNOWN_HEADING',
      'Reach MISSING_HEADING',
    ]);
    expect((await readFile('')).findings.map(({ code }) => code)).toEqual(['NO_HEADINGS']);
  });

  it('names its building in each row where the file is of several', async () => {
    const text = 'Name,Building,Reach\na,GD1,ON_SITE\nb,,ON_SITE\nc,GD2,ON_SITE\n';
    const all = await readFile(text, null);
    expect(all.cameras.map(({ building }) => building)).toEqual(['GD1', 'GD2']);
    expect(all.findings).toMatchObject([{ row: 3, column: 'Building', code: 'REQUIRED' }]);
    expect((await readFile(text, 'GD1')).findings).toMatchObject([{ row: 4, code: 'OTHER_BUILDING' }]);
  });
});

describe('the template', () => {
  it('is read in both forms, but for its example', async () => {
    for (const bytes of [templateCsv(), await templateXlsx()]) {
      const { cameras, findings } = await readFile(bytes);
      expect({ cameras, findings: findings.map(({ row, code }) => [row, code]) }).toEqual({ cameras: [], findings: [[2, 'EXAMPLE_ROW']] });
    }
  });
});

/** Texts as people and attackers write them. */
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', "'", "'=", "''@", '＝', '|', '<script>', '_x000D_', 'é€“', '";', "' OR 1=1 --"),
      fc.string(),
    )
    .map(([start, rest]) => (start + rest).slice(0, 60)),
);

describe('any text', () => {
  it('is in a cell what it was, and no formula', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const cell = spreadsheetCell(text);
        expect(textOfCell(cell)).toBe(text);
        expect(cell).not.toMatch(/^\s*[=+\-@\t\r＝＋－＠]/);
      }),
    );
  });

  it('that is declared comes out of an export as it went in, in both formats, and starts no formula', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(texts, { minLength: 1, maxLength: 20 }),
        fc.double({ min: -90, max: 90, noNaN: true }),
        async (names, lat) => {
          const quoted = (text: string) => `"${spreadsheetCell(text).replaceAll('"', '""')}"`;
          const rows = names.map((name, i) => [quoted(`${i}`), 'ON_SITE', quoted(name), lat.toFixed(12), '0', quoted(name)].join(','));
          const { cameras } = await readFile(['Name,Reach,Location,Latitude,Longitude,Vendor', ...rows].join('\n'));
          const kept = cameras.map((camera) => ({ ...camera, row: 0 }));
          const csv = await buffer(Readable.from(camerasCsv(Readable.from([cameras]))));
          for (const file of [csv, await camerasXlsx(cameras)]) {
            const again = await readFile(file);
            expect(again.findings).toEqual([]);
            expect(again.cameras.map((camera) => ({ ...camera, row: 0 }))).toEqual(kept);
            const cells = (await readCells(file)).slice(1).flat();
            expect(cells.filter((cell) => /^\s*[=+@\t\r＝＋－＠]/.test(cell) || /^-(?![\d.,]+(?:e-\d+)?$)/.test(cell))).toEqual([]);
          }
        },
      ),
      {
        numRuns: 25,
        examples: [
          [['valueOf', '__proto__', 'constructor', '_x0041_'], -5e-13],
          [['a'], 1e-12],
        ],
      },
    );
  }, 20_000);
});

describe('two rows of one file', () => {
  const camera = (changes: Partial<DeclaredCamera>): DeclaredCamera =>
    ({
      ...Object.fromEntries(CAMERA_COLUMNS.map(({ key }) => [key, null])),
      row: 0,
      building: 'GD1',
      realm: 'GD1',
      reach: 'DIRECT',
      name: `c${changes.row}`,
      ...changes,
    }) as DeclaredCamera;
  const doublesOf = (one: Partial<DeclaredCamera>, other: Partial<DeclaredCamera>) => {
    const doubles = new CameraDoubles();
    doubles.look(camera({ row: 2, ...one }));
    const { errors, warnings } = doubles.look(camera({ row: 3, ...other }));
    return [...errors.map(({ column }) => `error ${column}`), ...warnings.map(({ column, code }) => `${code} ${column}`)];
  };
  const at = (metres: number) => ({ lat: -6.2 + metres / 111_320, lon: 106.8 });

  it.each<[string, Partial<DeclaredCamera>, Partial<DeclaredCamera>, string[]]>([
    ['one address', { address: '10.0.0.1' }, { address: '10.0.0.1' }, ['error Address']],
    ['one address in two realms', { address: '10.0.0.1' }, { address: '10.0.0.1', realm: 'B' }, []],
    ['one name', { name: 'A' }, { name: 'a' }, ['error Name']],
    [
      'one forwarded port',
      { reach: 'PORT_FORWARD', address: '1.1.1.1', rtspPort: 1 },
      { reach: 'PORT_FORWARD', address: '1.1.1.1', rtspPort: 1 },
      ['DUPLICATE Address'],
    ],
    [
      'two forwarded ports',
      { reach: 'PORT_FORWARD', address: '1.1.1.1', rtspPort: 1 },
      { reach: 'PORT_FORWARD', address: '1.1.1.1', rtspPort: 2 },
      [],
    ],
    [
      'one channel',
      { reach: 'RECORDER_CHANNEL', recorder: 'N', channel: 1 },
      { reach: 'RECORDER_CHANNEL', recorder: 'n', channel: 1 },
      ['DUPLICATE Channel'],
    ],
    ['one serial number', { serial: 'ab' }, { serial: 'AB' }, ['DUPLICATE Serial']],
    ['one MAC', { mac: '02:00:00:00:00:01' }, { mac: '02:00:00:00:00:01' }, ['DUPLICATE MAC']],
    ['one place and view', { ...at(0), headingDeg: 355 }, { ...at(2.5), headingDeg: 5 }, ['NEAR_DUPLICATE Latitude']],
    ['one place, two views', { ...at(0), headingDeg: 90 }, { ...at(0), headingDeg: 180 }, []],
    ['one place, two floors', { ...at(0), location: 'Lantai 1' }, { ...at(0), location: 'Lantai 2' }, []],
    ['two places', { ...at(0) }, { ...at(4) }, []],
  ])('are told of: %s', (_what, one, other, expected) => {
    expect(doublesOf(one, other)).toEqual(expected);
  });

  it('are told of wherever cells begin: within three metres, and no further', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -8, max: 8, noNaN: true }),
        fc.double({ min: 95, max: 141, noNaN: true }),
        fc.double({ min: 0, max: 6, noNaN: true }),
        fc.double({ min: 0, max: 6.28, noNaN: true }),
        (lat, lon, metres, way) => {
          fc.pre(Math.abs(metres - 3) > 0.01);
          const there = {
            lat: lat + (metres * Math.cos(way)) / 111_320,
            lon: lon + (metres * Math.sin(way)) / (111_320 * Math.cos((lat * Math.PI) / 180)),
          };
          expect(doublesOf({ lat, lon }, there)).toEqual(metres < 3 ? ['NEAR_DUPLICATE Latitude'] : []);
        },
      ),
    );
  });
});

describe('a camera that is accepted', () => {
  const base = { building: 'GD1', realm: 'GD1', reach: 'DIRECT', name: 'Pintu', address: '10.0.0.1' } as DeclaredCamera;
  it('is the device that is known by its name or address, and keeps what only the inventory knows', () => {
    const known = new Map([
      ['GD1 Lobi', { name: 'GD1 Lobi', role: 'CAMERA', place: 'GD1' }],
      ['old', { name: 'old', role: 'CAMERA', place: 'GD1', realm: 'GD1', address: '10.0.0.1', credential: 'c', checks: ['rtsp'] }],
      ['Pintu 2', { name: 'Pintu 2', role: 'NVR', place: 'GD1', realm: 'GD1', address: '10.0.0.2' }],
    ]);
    const cameras = [
      { ...base, row: 2, name: 'Lobi', address: null },
      { ...base, row: 3 },
      { ...base, row: 4, name: 'Pintu 2', address: '10.0.0.2' },
    ];
    expect([...deviceNamesOf(cameras, known).values()]).toEqual(['GD1 Lobi', 'old', 'GD1 Pintu 2']);
    const swapped = [
      { ...base, row: 2, name: 'old', address: '10.0.0.9' },
      { ...base, row: 3, name: 'new' },
    ];
    expect([...deviceNamesOf(swapped, known).values()]).toEqual(['old', 'GD1 new']);
    expect(toDeviceRow(base, 'old', known.get('old'))).toMatchObject({
      credential: 'c',
      checks: ['rtsp', 'icmp'],
      address: '10.0.0.1',
      place: 'GD1',
    });
  });

  it('is not asked at an address that is not its own', () => {
    const row = toDeviceRow({ ...base, reach: 'PORT_FORWARD' }, 'x', { address: '10.0.0.1', checks: ['icmp'] });
    expect([row['address'], row['checks']]).toEqual([undefined, undefined]);
  });
});

describe('the guard without rules', () => {
  it.each([
    '127.0.0.1',
    '169.254.169.254',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    'fe80::1%eth0',
    'ff02::1',
    '240.0.0.1',
  ])('refuses %s', async (address) => {
    expect((await new UnicastGuard().of())(address).kind).toBe('refused');
  });

  it.each(['10.0.0.1', '192.168.1.64', '100.64.0.1', '203.0.113.9', 'fd00::1', '2400:cb00::1'])('allows %s', async (address) => {
    const isDocumentation = address === '203.0.113.9';
    expect((await new UnicastGuard().of())(address).kind).toBe(isDocumentation ? 'refused' : 'allowed');
  });
});
