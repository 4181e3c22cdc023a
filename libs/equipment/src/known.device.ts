import type { WalkColumn } from '@app/snmp';
import type { SystemGroup } from './mib/system.group.js';
import { columnsOf } from './profile/device.tables.js';
import type { KnownProfile } from './profile/profile.reading.js';

/** What to ask of a device that is known. Devices of one model share it. */
interface Questions {
  /** The columns of all profiles in one walk; their names are places in `owners`. */
  readonly columns: readonly WalkColumn[];
  readonly owners: readonly { readonly profile: number; readonly name: string }[];
  readonly scalars: readonly string[];
}

/** What holds of a device until it starts anew: its profiles, and what their rows are. */
export interface Learnt {
  readonly profiles: readonly KnownProfile[];
  readonly questions: Questions;
}

/** Among thousands of devices there are some dozens of models. */
const MOST_QUESTIONS = 1_000;
const shared = new Map<string, Questions>();

function questionsFor(profiles: readonly KnownProfile[]): Questions {
  const key = JSON.stringify(
    profiles.map(({ changing: { tables }, columns, scalars }) => [Object.values(tables).map(({ oid }) => oid), columns, scalars]),
  );
  const known = shared.get(key);
  if (known) return known;
  const owners = profiles.flatMap(({ columns }, profile) => columns.map((name) => ({ profile, name })));
  const all = profiles.map(({ changing }) => new Map(columnsOf(changing.tables).map((column) => [column.name, column])));
  const columns = owners.map(({ profile, name }, place): WalkColumn => ({
    ...(all[profile]?.get(name) as WalkColumn),
    name: String(place),
  }));
  const questions = { columns, owners, scalars: [...new Set(profiles.flatMap(({ scalars }) => scalars))] };
  if (shared.size < MOST_QUESTIONS) shared.set(key, questions);
  return questions;
}

/** The system group, and when it was answered (monotonic, milliseconds). */
export interface Told {
  readonly system: SystemGroup;
  readonly atMs: number;
}

/** A clock that is further from where it should be belongs to another run. Agents that set their clocks are read whole for it, no more. */
const MAX_DRIFT_TICKS = 30 * 100;
const MAX_DRIFT_SHARE = 0.05;
/** What the same agent keeps while it runs. */
const LASTING = ['sysObjectID', 'sysDescr', 'sysName', 'snmpEngineId', 'snmpEngineBoots', 'chassisId'] as const;

/**
 * What readings of one device have in common, so that one of sensors asks for values alone. Whoever asks a device again and again
 * keeps it and hands it in each time; it is filled, and forgotten when the device started anew, by the inspector.
 */
export class KnownDevice {
  private learnt: Learnt | null = null;
  private told: Told | null = null;

  /** Null where the whole has to be read: nothing is known, or it need not hold any more. */
  learntOf(told: Told): Learnt | null {
    if (!this.told || !isSameRun(this.told, told)) this.forget();
    else this.told = told;
    return this.learnt;
  }

  learn(told: Told, profiles: readonly KnownProfile[]): void {
    this.learnt = { profiles, questions: questionsFor(profiles) };
    this.told = told;
  }

  forget(): void {
    this.learnt = null;
    this.told = null;
  }
}

/** Without a clock that goes on, nothing says that it is the same run. */
function isSameRun(before: Told, now: Told): boolean {
  const ticksBefore = before.system.sysUpTimeTicks;
  const ticks = now.system.sysUpTimeTicks;
  if (!ticksBefore || !ticks) return false;
  const elapsed = (now.atMs - before.atMs) / 10;
  const drift = Math.abs(ticks - ticksBefore - elapsed);
  return (
    drift <= Math.max(MAX_DRIFT_TICKS, elapsed * MAX_DRIFT_SHARE) && LASTING.every((field) => before.system[field] === now.system[field])
  );
}
