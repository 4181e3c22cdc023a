import type { EditOutcome, InventoryEditor, Problem, Row } from '@app/inventory';
import type { Clock } from '@app/kernel';
import type { DomainEvents, Transactor } from '@app/platform';
import { DiscoveryStore, type HeldDrift } from './discovery.store.js';
import type { DriftEdit } from './drift.js';

export type DecideOutcome =
  | { readonly kind: 'accepted' | 'refused' | 'unknown' }
  /** It is decided already, or is no difference any more. */
  | { readonly kind: 'closed'; readonly state: string }
  /** What it says has changed since the caller read it, or the declared row has. */
  | { readonly kind: 'stale'; readonly what: 'item' | 'row' }
  /** Nothing that a machine may change by itself. */
  | { readonly kind: 'by-hand' }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] }
  | { readonly kind: 'in-use'; readonly by: readonly string[] };

export type AdoptOutcome =
  | { readonly kind: 'adopted'; readonly name: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'declared'; readonly name: string }
  | { readonly kind: 'exists' }
  | { readonly kind: 'invalid'; readonly problems: readonly Problem[] };

/** Undoes everything of a decision that could not be carried out whole. */
class Undone extends Error {
  constructor(readonly outcome: DecideOutcome) {
    super('undone');
  }
}

/** Where people decide what becomes of a difference. All of a decision, its edits included, or nothing, in one transaction. */
export class DriftDesk {
  private readonly store: DiscoveryStore;

  constructor(
    private readonly transactor: Transactor,
    private readonly editor: InventoryEditor,
    private readonly events: Pick<DomainEvents, 'publish'>,
    private readonly clock: Clock,
  ) {
    this.store = new DiscoveryStore(() => transactor.manager);
  }

  accept(id: string, expectedVersion: number, by: string): Promise<DecideOutcome> {
    return this.decide(id, expectedVersion, async (held) => {
      if (held.edits.length === 0) throw new Undone({ kind: 'by-hand' });
      for (const edit of held.edits) await this.carryOut(edit, by);
      await this.store.decide(held, 'accepted', by, this.clock.now(), null, null);
      return { kind: 'accepted' };
    });
  }

  /** Not shown again while what is seen stays the same, or until then. */
  refuse(id: string, expectedVersion: number, by: string, reason: string, until: Date | null): Promise<DecideOutcome> {
    return this.decide(id, expectedVersion, async (held) => {
      await this.store.decide(held, 'refused', by, this.clock.now(), reason, until);
      return { kind: 'refused' };
    });
  }

  /** Declares a device that was found; name, role and place are the accepter's. */
  adopt(foundId: string, row: Row, by: string): Promise<AdoptOutcome> {
    return this.transactor.run(async (): Promise<AdoptOutcome> => {
      await this.store.lock();
      const found = await this.store.holdDevice(foundId);
      if (!found) return { kind: 'unknown' };
      if (found.deviceName !== null) return { kind: 'declared', name: found.deviceName };
      const { reading } = found;
      const told = {
        address: found.addresses[0],
        realm: found.realm,
        vendor: reading?.vendor ?? undefined,
        model: reading?.model ?? undefined,
        credential: found.credential ?? undefined,
        checks: found.credential === null ? ['icmp'] : ['icmp', 'snmp'],
      };
      const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null && value !== undefined));
      const outcome = await this.editor.upsert('devices', { ...told, ...given }, by, null);
      switch (outcome.kind) {
        case 'saved':
        case 'unchanged':
          await this.store.nameDevice(foundId, outcome.key);
          return { kind: 'adopted', name: outcome.key };
        case 'conflict':
          return { kind: 'exists' };
        case 'refused':
          return { kind: 'invalid', problems: outcome.problems };
      }
    });
  }

  private async decide(id: string, expectedVersion: number, act: (held: HeldDrift) => Promise<DecideOutcome>): Promise<DecideOutcome> {
    try {
      return await this.transactor.run(async () => {
        await this.store.lock();
        const held = await this.store.hold(id);
        if (!held) return { kind: 'unknown' };
        if (held.state !== 'open') return { kind: 'closed', state: held.state };
        if (held.version !== expectedVersion) return { kind: 'stale', what: 'item' };
        const outcome = await act(held);
        await this.events.publish({ type: 'drift.decided', id });
        return outcome;
      });
    } catch (error) {
      if (error instanceof Undone) return error.outcome;
      throw error;
    }
  }

  private async carryOut(edit: DriftEdit, by: string): Promise<void> {
    switch (edit.op) {
      case 'know-serial':
        return this.store.knowSerial(edit.device, edit.serial, this.clock.now(), true);
      case 'upsert':
        return settle(await this.editor.upsert(edit.list, edit.row, by, edit.expected));
      case 'retire':
        return this.retire(edit, by);
    }
  }

  private async retire({ list, key, expected }: Extract<DriftEdit, { op: 'retire' }>, by: string): Promise<void> {
    // Writing a row as it was judged changes nothing where it still is so, and conflicts where it is not.
    if (list === 'devices' || list === 'links' || list === 'spans') settle(await this.editor.upsert(list, expected, by, expected));
    const outcome = await this.editor.retire(list, key, by);
    if (outcome.kind === 'unknown') throw new Undone({ kind: 'stale', what: 'row' });
    if (outcome.kind === 'in-use') throw new Undone(outcome);
  }
}

function settle(outcome: EditOutcome): void {
  switch (outcome.kind) {
    case 'saved':
    case 'unchanged':
      return;
    case 'conflict':
      throw new Undone({ kind: 'stale', what: 'row' });
    case 'refused':
      throw new Undone({ kind: 'invalid', problems: outcome.problems });
  }
}
