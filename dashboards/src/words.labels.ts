/** What a value of a label is called. */
export type LabelWords = Readonly<Record<string, string>>;

const STATUS: LabelWords = {
  UP: 'Normal',
  DEGRADED: 'Menurun',
  DOWN: 'Mati',
  UNREACHABLE: 'Terdampak',
  UNKNOWN: 'Tidak diketahui',
};
const KIND: LabelWords = {
  CONDUIT: 'Duct',
  SPAN: 'Kabel serat',
  LINK: 'Tautan',
  DEVICE: 'Perangkat',
  PLACE: 'Lokasi',
};
const SEVERITY: LabelWords = { critical: 'Kritis', major: 'Mayor', minor: 'Minor', warning: 'Peringatan', none: 'Tanpa tingkat' };

/** Values of labels in Bahasa Indonesia, by label. What people type into other systems stays as it is: alert names, codes. */
export const LABEL_WORDS: Readonly<Record<string, LabelWords>> = {
  status: STATUS,
  kind: KIND,
  severity: SEVERITY,
  alertstate: { firing: 'Aktif', pending: 'Menunggu' },
  window: { day: 'Hari ini', week: 'Minggu ini', month: 'Bulan ini' },
};
