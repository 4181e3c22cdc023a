import { alertOf } from '@app/alerting';
import type { Outage, OutageChange } from '@app/outages';
import { type Component, componentOf, type TopologyDocument } from '@app/topology';
import { SimulatedEngine } from '../../apps/engine/src/testing/simulated.engine.js';
import { SimulatedTime, SimulatedWorld } from '../../apps/engine/src/testing/simulated.world.js';
import { snapshotOf } from '@testing/inventory';
import type { ListedAlert, Notification } from '../support/alertmanager.js';
import type { Cut } from './cut.draw.js';
import type { Expectation } from './expected.alerts.js';
import type { Part } from './naive.network.js';
import { complaintsAtLast, complaintsOverall, nameOf, type Story } from './told.check.js';

/** Longer than a round of the cameras, and every judgement after it. */
const ROUND_MS = 75_000;

/** The same trial as with real packets, in simulated time: thousands of cuts where the other tries fifty. */
export class SimulatedTrial {
  private readonly snapshot: ReturnType<typeof snapshotOf>;
  private readonly world: SimulatedWorld;
  private readonly engine: SimulatedEngine;

  constructor(document: TopologyDocument, dice: () => number) {
    const time = new SimulatedTime();
    this.snapshot = snapshotOf(document);
    this.world = new SimulatedWorld(this.snapshot, time, dice);
    this.engine = new SimulatedEngine(this.world, time);
  }

  async start(): Promise<void> {
    await this.engine.start();
    await this.engine.run(ROUND_MS);
  }

  /** What is wrong with what was told of one cut, from the first break to the last repair; empty where it is exactly right. */
  async complaints({ parts, gap, healGapMs }: Cut, expectation: (parts: readonly Part[]) => Expectation): Promise<string[]> {
    const { engine, world } = this;
    const story: Story = { passing: parts.length > 1 ? parts.map((part) => expectation([part])) : [], final: expectation(parts) };
    const before = engine.history.length;
    const components = parts.map((part) => this.componentOf(part));
    for (let broken = 1; broken <= parts.length; broken++) {
      if (broken > 1) await engine.run(gap.ms + (gap.kind === 'once-told' ? ROUND_MS : 0));
      world.breakThese(components.slice(0, broken));
    }
    await engine.run(ROUND_MS);
    const complaints = complaintsAtLast(story, this.firing());
    if (healGapMs !== null) {
      world.breakThese(components.slice(1));
      await engine.run(healGapMs);
    }
    world.breakThese([]);
    await engine.run(ROUND_MS);
    complaints.push(...this.firing().map((alert) => `still told after the repair: ${nameOf(alert)}`));
    return [...complaints, ...complaintsOverall(story, engine.history.slice(before).flatMap(noticesOf))];
  }

  private firing(): ListedAlert[] {
    return this.engine.outages.map(listed);
  }

  private componentOf({ kind, code }: Part): Component {
    const found = componentOf(this.snapshot.graph, kind, code);
    if (!found) throw new Error(`no ${kind} ${code}`);
    return found;
  }
}

function listed(outage: Outage): ListedAlert {
  return alertOf(outage, outage.openedAt, '');
}

/** What a receiver behind an Alertmanager would be notified of. */
function noticesOf({ before, outage }: OutageChange): Notification[] {
  const notice = (status: Notification['status'], told: Outage): Notification => {
    const { labels, annotations } = listed(told);
    return { status, alertname: labels['alertname'], root: labels['root'], labels, annotations, atMs: 0 };
  };
  const isAnother = before !== null && JSON.stringify(listed(before).labels) !== JSON.stringify(listed(outage).labels);
  const isOver = outage.clearedAt !== null;
  return [
    ...(isAnother ? [notice('resolved', before)] : []),
    ...((before === null || isAnother) && !isOver ? [notice('firing', outage)] : []),
    ...(isOver && !isAnother ? [notice('resolved', outage)] : []),
  ];
}
