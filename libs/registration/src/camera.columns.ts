import { REACHES } from '@app/kernel';
import { type DeclaredCamera, SIGHTS } from './declared.camera.js';

export type ColumnKey = Exclude<keyof DeclaredCamera, 'row'>;

/** How the text of a cell is read. */
export type ColumnForm =
  | { readonly kind: 'text'; readonly longest: number }
  | { readonly kind: 'code' }
  | { readonly kind: 'integer' | 'number'; readonly least: number; readonly most: number }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'one-of'; readonly words: readonly string[] }
  | { readonly kind: 'address' | 'rtsp-path' | 'mac' };

export interface CameraColumn {
  readonly key: ColumnKey;
  readonly heading: string;
  /** Taken for the heading too. */
  readonly headingId: string;
  readonly form: ColumnForm;
  readonly isRequired?: true;
  readonly example: string;
  readonly explains: { readonly id: string; readonly en: string };
}

const PORT = { kind: 'integer', least: 1, most: 65_535 } as const;
const TEXT_100 = { kind: 'text', longest: 100 } as const;

/** The name of the camera in the example row of the template: a row of that name was forgotten, not declared. */
export const EXAMPLE_NAME = 'CONTOH - hapus baris ini / EXAMPLE - delete this row';

/** The columns of a list of cameras, in the order of the template. In a file they may stand in any order. */
export const CAMERA_COLUMNS: readonly CameraColumn[] = [
  {
    key: 'name',
    heading: 'Name',
    headingId: 'Nama',
    form: { kind: 'text', longest: 120 },
    isRequired: true,
    example: EXAMPLE_NAME,
    explains: { id: 'Nama kamera, satu kali dalam satu gedung.', en: 'Name of the camera, once in a building.' },
  },
  {
    key: 'building',
    heading: 'Building',
    headingId: 'Gedung',
    form: { kind: 'code' },
    example: '',
    explains: {
      id: 'Kode gedung. Boleh kosong bila berkas ini untuk satu gedung saja.',
      en: 'Code of the building. May be empty where the file is of one building.',
    },
  },
  {
    key: 'realm',
    heading: 'Realm',
    headingId: 'Ruang alamat',
    form: { kind: 'code' },
    example: '',
    explains: {
      id: 'Kode jaringan tempat alamat itu berlaku. Kosong: jaringan gedung itu sendiri.',
      en: "Code of the address space in which the address is meant. Empty: the building's own network.",
    },
  },
  {
    key: 'address',
    heading: 'Address',
    headingId: 'Alamat IP',
    form: { kind: 'address' },
    example: '192.168.1.64',
    explains: {
      id: 'Alamat IPv4 atau IPv6. Wajib untuk DIRECT, VPN, dan PORT_FORWARD (alamat publik).',
      en: 'IPv4 or IPv6 address. Needed for DIRECT, VPN and PORT_FORWARD (there the public one).',
    },
  },
  {
    key: 'reach',
    heading: 'Reach',
    headingId: 'Cara akses',
    form: { kind: 'one-of', words: REACHES },
    isRequired: true,
    example: 'DIRECT',
    explains: {
      id: 'Cara kamera dijangkau: DIRECT langsung; PORT_FORWARD lewat port publik; VPN lewat terowongan; RECORDER_CHANNEL lewat perekam (isi perekam dan kanal); ON_SITE hanya di tempat.',
      en: 'How it is reached: DIRECT; PORT_FORWARD through a public port; VPN; RECORDER_CHANNEL through its recorder (give recorder and channel); ON_SITE only there.',
    },
  },
  {
    key: 'rtspPort',
    heading: 'RTSP port',
    headingId: 'Port RTSP',
    form: PORT,
    example: '554',
    explains: { id: 'Port RTSP, 1 sampai 65535.', en: 'Port of RTSP, 1 to 65535.' },
  },
  {
    key: 'onvifPort',
    heading: 'ONVIF port',
    headingId: 'Port ONVIF',
    form: PORT,
    example: '80',
    explains: { id: 'Port ONVIF.', en: 'Port of ONVIF.' },
  },
  {
    key: 'httpPort',
    heading: 'HTTP port',
    headingId: 'Port HTTP',
    form: PORT,
    example: '80',
    explains: { id: 'Port halaman web kamera.', en: 'Port of its web page.' },
  },
  {
    key: 'rtspPath',
    heading: 'RTSP path',
    headingId: 'Jalur RTSP',
    form: { kind: 'rtsp-path' },
    example: '/Streaming/Channels/101',
    explains: {
      id: 'Bagian alamat RTSP setelah port, mulai dengan /. Jangan menulis nama pengguna atau kata sandi.',
      en: 'What follows the port in the RTSP address, from the / on. Never a user name or password.',
    },
  },
  {
    key: 'lat',
    heading: 'Latitude',
    headingId: 'Lintang',
    form: { kind: 'number', least: -90, most: 90 },
    example: '-6,2',
    explains: { id: 'Derajat desimal; koma atau titik.', en: 'Decimal degrees; comma or point.' },
  },
  {
    key: 'lon',
    heading: 'Longitude',
    headingId: 'Bujur',
    form: { kind: 'number', least: -180, most: 180 },
    example: '106,8',
    explains: { id: 'Derajat desimal; koma atau titik.', en: 'Decimal degrees; comma or point.' },
  },
  {
    key: 'location',
    heading: 'Location',
    headingId: 'Lokasi',
    form: { kind: 'text', longest: 200 },
    example: 'Lantai 1, pintu timur',
    explains: { id: 'Lantai, ruang, atau sudut, dengan kata-kata.', en: 'Floor, room or corner, in words.' },
  },
  {
    key: 'headingDeg',
    heading: 'Heading',
    headingId: 'Arah',
    form: { kind: 'number', least: 0, most: 360 },
    example: '90',
    explains: { id: 'Arah pandang dalam derajat dari utara, searah jarum jam.', en: 'Where it looks: degrees from north, clockwise.' },
  },
  {
    key: 'fieldOfViewDeg',
    heading: 'Field of view',
    headingId: 'Sudut pandang',
    form: { kind: 'number', least: 1, most: 360 },
    example: '80',
    explains: { id: 'Lebar pandangan dalam derajat.', en: 'How wide it looks, in degrees.' },
  },
  {
    key: 'streetFacing',
    heading: 'Street-facing',
    headingId: 'Menghadap jalan',
    form: { kind: 'yes-no' },
    example: 'ya',
    explains: { id: 'Melihat jalan umum: ya atau tidak.', en: 'Whether it sees the public road: yes or no.' },
  },
  {
    key: 'sees',
    heading: 'Sees',
    headingId: 'Melihat',
    form: { kind: 'one-of', words: SIGHTS },
    example: 'ENTRANCE',
    explains: {
      id: 'Yang dilihat: ENTRANCE pintu masuk; ROAD jalan; JUNCTION simpang; PARKING parkir; LOBBY lobi; OTHER lainnya.',
      en: 'What it looks at: ENTRANCE, ROAD, JUNCTION, PARKING, LOBBY or OTHER.',
    },
  },
  {
    key: 'recorder',
    heading: 'Recorder',
    headingId: 'Perekam',
    form: { kind: 'text', longest: 120 },
    example: 'NVR-1',
    explains: { id: 'Nama perekam (NVR) tempat gambarnya disimpan.', en: 'Name of the recorder (NVR) that keeps its pictures.' },
  },
  {
    key: 'channel',
    heading: 'Channel',
    headingId: 'Kanal',
    form: { kind: 'integer', least: 0, most: 65_535 },
    example: '1',
    explains: { id: 'Nomor kanal pada perekam.', en: 'Its channel on the recorder.' },
  },
  {
    key: 'retentionDays',
    heading: 'Retention days',
    headingId: 'Retensi hari',
    form: { kind: 'number', least: 0, most: 3_650 },
    example: '14',
    explains: { id: 'Berapa hari rekaman disimpan.', en: 'For how many days its pictures are kept.' },
  },
  {
    key: 'vendor',
    heading: 'Vendor',
    headingId: 'Merek',
    form: TEXT_100,
    example: '',
    explains: { id: 'Pembuat kamera.', en: 'Who made it.' },
  },
  {
    key: 'model',
    heading: 'Model',
    headingId: 'Tipe',
    form: TEXT_100,
    example: '',
    explains: { id: 'Tipe kamera.', en: 'Its model.' },
  },
  {
    key: 'serial',
    heading: 'Serial',
    headingId: 'Nomor seri',
    form: { kind: 'text', longest: 64 },
    example: '',
    explains: { id: 'Nomor seri pada label.', en: 'The serial number on its label.' },
  },
  {
    key: 'mac',
    heading: 'MAC',
    headingId: 'Alamat MAC',
    form: { kind: 'mac' },
    example: '',
    explains: { id: 'Alamat MAC, misalnya 02:00:5e:10:00:01.', en: 'MAC address, like 02:00:5e:10:00:01.' },
  },
];

export const COLUMN_BY_KEY: ReadonlyMap<ColumnKey, CameraColumn> = new Map(CAMERA_COLUMNS.map((column) => [column.key, column]));

/** Upper and lower case, blanks and signs mean nothing in a heading: "RTSP-Port " is "rtspPort". */
function plainHeading(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

const BY_HEADING: ReadonlyMap<string, CameraColumn> = new Map(
  CAMERA_COLUMNS.flatMap((column) =>
    [column.heading, column.headingId, column.key].map((heading) => [plainHeading(heading), column] as const),
  ),
);

export function columnOfHeading(heading: string): CameraColumn | null {
  return BY_HEADING.get(plainHeading(heading)) ?? null;
}
