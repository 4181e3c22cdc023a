import type { ComplianceState } from './compliance.state.js';

/** What the states are called in Bahasa Indonesia. */
const LABELS: Readonly<Record<ComplianceState, string>> = {
  EXEMPT: 'Tidak wajib',
  UNREGISTERED: 'Belum terdata',
  NOTIFIED: 'Sudah disurati',
  DECLARED: 'Sudah melapor',
  VERIFIED: 'Terverifikasi',
  INTEGRATED: 'Terintegrasi',
  LAPSED: 'Terputus lama',
  WARNED_1: 'Peringatan 1',
  WARNED_2: 'Peringatan 2',
  WARNED_3: 'Peringatan 3',
  REFERRED: 'Diteruskan',
  DISPUTED: 'Keberatan',
};

export function stateLabel(state: ComplianceState): string {
  return LABELS[state];
}
