import type { SqlSource } from '@app/platform';
import { type BuildingFacts, shareOf } from './building.facts.js';
import type { ComplianceRule } from './compliance.rule.js';
import type { Standing } from './compliance.state.js';
import type { HeldBuilding } from './compliance.store.js';
import { letterText } from './letter.js';
import { stateLabel } from './state.labels.js';

export interface LetterOrder {
  readonly held: HeldBuilding;
  readonly after: Standing;
  readonly facts: BuildingFacts;
  readonly rule: ComplianceRule;
  readonly reason: string | null;
  readonly reference: string | null;
}

interface Addressee {
  readonly name: string;
  readonly address: string | null;
  readonly owner: string | null;
  readonly contactName: string | null;
  readonly station: string | null;
}

/** Makes the letters that go with moves, from what is known at that moment. */
export class LetterDesk {
  constructor(private readonly source: SqlSource) {}

  /** Null: no letter goes with this state. */
  async write({ held, after, facts, rule, reason, reference }: LetterOrder): Promise<string | null> {
    const template = rule.letters.get(after.state);
    if (template === undefined) return null;
    const { building } = held;
    const { name, address, owner, contactName, station } = await this.addressee(building);
    const day = (at: Date | null) => (at === null ? '' : dayOf(at, rule.timeZone));
    const warned = (await this.warnings(building)).map(({ state, at, reference: number }) => ({
      state: stateLabel(state),
      date: day(at),
      reference: number ?? '',
    }));
    return letterText(template, {
      date: day(after.since),
      reference: reference ?? '',
      reason: reason ?? '',
      deadline: day(after.deadlineAt),
      state: stateLabel(after.state),
      building: { code: building, name, address: address ?? '' },
      owner: { name: owner ?? '', contactName: contactName ?? '' },
      station: { name: station ?? '' },
      camerasDeclared: String(facts.camerasDeclared),
      camerasVerified: String(facts.camerasVerified),
      measured: percentOf(shareOf(facts.lapsed)),
      rule: { version: rule.version },
      sources: rule.sources.map(({ title, note }) => ({ title, note: note ?? '' })),
      warnings: warned,
    });
  }

  private async addressee(building: string): Promise<Addressee> {
    const [found] = (await this.source.manager.query(
      `SELECT place.name, building.address, owner.name AS owner, owner.contact_name AS "contactName", at.name AS station
       FROM place JOIN building ON building.place_id = place.id LEFT JOIN owner ON owner.id = building.owner_id LEFT JOIN place AS at ON at.id = building.station_place_id
       WHERE place.code = $1`,
      [building],
    )) as Addressee[];
    return found;
  }

  /** The warnings since the building was last without one. */
  private async warnings(building: string): Promise<{ state: Standing['state']; at: Date; reference: string | null }[]> {
    return (await this.source.manager.query(
      `SELECT to_state AS state, at, reference FROM compliance_move AS warned WHERE building_code = $1 AND to_state LIKE 'WARNED%' AND from_state <> 'DISPUTED'
         AND version > coalesce((SELECT max(version) FROM compliance_move WHERE building_code = $1 AND to_state = ANY ($2::text[])), 0) ORDER BY version`,
      [building, ['EXEMPT', 'UNREGISTERED', 'NOTIFIED', 'DECLARED', 'VERIFIED', 'INTEGRATED', 'LAPSED']],
    )) as { state: Standing['state']; at: Date; reference: string | null }[];
  }
}

function dayOf(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('id-ID', { timeZone, day: 'numeric', month: 'long', year: 'numeric' }).format(at);
}

function percentOf(share: number | null): string {
  return share === null ? '' : (Math.floor(share * 1_000) / 10).toFixed(1).replace('.', ',');
}
