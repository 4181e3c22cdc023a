import { compareNatural } from '@app/topology';
import { counted, deviceAt, earliest, type EvidenceCase, farDevice, isFibre, item, named, portAt } from './evidence.case.js';
import type { EvidenceItem, Polarity } from './explanation.js';

/** LLDP and CDP forget a neighbour only so long after the last word of it (IEEE 802.1AB: 120 s; CDP: 180 s), milliseconds. */
const NEIGHBOUR_HOLD_MS = 180_000;
/** A trap may come so long before the silence that it announces, milliseconds. */
const TRAP_BEFORE_MS = 60_000;
/** What a UPS told is of the time before the silence if it was told within, milliseconds: three readings. */
const POWER_READING_MS = 15 * 60_000;
/** More ports than this are told as one. */
const MOST_PORTS = 3;

const isSince = ({ since }: EvidenceCase, at: number, beforeMs: number) => since === null || at >= since - beforeMs;

/** The ends of the links that the candidate darkens. */
function ends({ links }: EvidenceCase): number[] {
  return links.flatMap((link) => [2 * link, 2 * link + 1]);
}

/** Neighbours that a port no longer sees; and those it still does long after it should have forgotten them. */
export function neighbours(given: EvidenceCase): EvidenceItem[] {
  const { graph, beliefs, candidate, since } = given;
  const told = ends(given).flatMap((end) => {
    const telling = beliefs.tellings?.neighbourAt(end);
    return telling ? [{ end, ...telling }] : [];
  });
  const lost = told.filter(({ isSeen, since: at }) => !isSeen && isSince(given, at, TRAP_BEFORE_MS));
  const seen = told.filter(({ isSeen, readAt }) => isSeen && since !== null && readAt >= since + NEIGHBOUR_HOLD_MS);
  const port = ({ end }: { end: number }) => `${graph.deviceNames[deviceAt(graph, end)]} ${portAt(graph, end)}`;
  const items: EvidenceItem[] = [];
  if (lost.length > MOST_PORTS) {
    const sentence = `${counted(lost.length, 'port')} lost their neighbours: ${named(lost.map(port))}`;
    items.push(
      item('neighbour-lost', 'for', candidate.code, sentence, { count: lost.length, at: earliest(lost.map((each) => each.since)) }),
    );
  } else
    for (const each of lost)
      items.push(
        item(
          'neighbour-lost',
          'for',
          graph.linkCodes[each.end >> 1] as string,
          `${port(each)} no longer sees ${each.remote} (${each.protocol.toUpperCase()})`,
          { at: each.since },
        ),
      );
  for (const each of seen.slice(0, MOST_PORTS))
    items.push(
      item(
        'neighbour-seen',
        'against',
        graph.linkCodes[each.end >> 1] as string,
        `${port(each)} still sees ${each.remote} (${each.protocol.toUpperCase()})`,
        { at: each.readAt },
      ),
    );
  return items;
}

/** Ports of which their device said by a trap that they went down. */
export function linkDownTraps(given: EvidenceCase): EvidenceItem[] {
  const { graph, beliefs, candidate } = given;
  const told = ends(given).flatMap((end) => {
    const at = beliefs.tellings?.linkDownTrapAt(end) ?? null;
    return at !== null && isSince(given, at, TRAP_BEFORE_MS) ? [{ end, at }] : [];
  });
  const port = ({ end }: { end: number }) => `${graph.deviceNames[deviceAt(graph, end)]} ${portAt(graph, end)}`;
  if (told.length > MOST_PORTS) {
    const sentence = `traps tell that ${counted(told.length, 'port')} went down: ${named(told.map(port))}`;
    return [item('link-down-trap', 'for', candidate.code, sentence, { count: told.length, at: earliest(told.map(({ at }) => at)) })];
  }
  return told.map((each) => {
    const far = graph.deviceNames[farDevice(graph, each.end)];
    const sentence = `${port(each)} sent a linkDown trap (${graph.linkCodes[each.end >> 1]} to ${far})`;
    return item('link-down-trap', 'for', graph.linkCodes[each.end >> 1] as string, sentence, { at: each.at });
  });
}

/** What OLTs tell of why ONUs left, counted by OLT; and their traps, where no ONU can be named. */
export function onuCauses(given: EvidenceCase): EvidenceItem[] {
  const { graph, beliefs, silent } = given;
  const onus = silent.filter((device) => graph.deviceRoles[device] === 'ONU');
  if (onus.length === 0) return [];
  const items: EvidenceItem[] = [];
  for (const olt of oltsOf(given, onus)) {
    const own = onus.filter((onu) => neighboursOf(given, onu).includes(olt));
    const name = graph.deviceNames[olt] as string;
    for (const { cause, kind, trap, words } of ONU_WORDS) {
      const told = own.flatMap((onu) => {
        const telling = beliefs.onus?.tellingOf(onu) ?? null;
        return telling?.cause === cause ? [telling.since] : [];
      });
      const polarity: Polarity = (cause === 'fibre') === isFibre(given) ? 'for' : 'against';
      const of =
        own.length === 1 ? `the ONU ${graph.deviceNames[own[0]!]}` : `${told.length} of ${counted(own.length, 'silent ONU')} behind it`;
      const at = beliefs.tellings?.onuTrapOf(olt, trap) ?? null;
      if (told.length > 0)
        items.push(item(kind, polarity, name, `${name} says ${words} for ${of}`, { count: told.length, at: earliest(told) }));
      else if (at !== null && isSince(given, at, TRAP_BEFORE_MS))
        items.push(item('onu-trap', polarity, name, `${name} sent a trap: ${words} of an ONU`, { at }));
    }
  }
  return items;
}

const ONU_WORDS = [
  { cause: 'fibre', kind: 'onu-loss-of-signal', trap: 'onuLossOfSignal', words: 'loss of signal' },
  { cause: 'power', kind: 'onu-dying-gasp', trap: 'onuDyingGasp', words: 'dying gasp' },
] as const;

function neighboursOf({ graph }: EvidenceCase, device: number): number[] {
  return Array.from(graph.adjNode.subarray(graph.adjStart[device], graph.adjStart[device + 1]));
}

function oltsOf(given: EvidenceCase, onus: readonly number[]): number[] {
  const { graph } = given;
  const olts = new Set(onus.flatMap((onu) => neighboursOf(given, onu)).filter((device) => graph.deviceRoles[device] === 'OLT'));
  return [...olts].sort((a, b) => compareNatural(graph.deviceNames[a] as string, graph.deviceNames[b] as string));
}

/** The mains of the places that the candidate would put out: where its UPS lived on the battery, its power is what failed. */
export function mains(given: EvidenceCase): EvidenceItem[] {
  const { graph, beliefs, candidate, since } = given;
  if (isFibre(given)) return [];
  const places = [...new Set(given.off.map((device) => graph.devicePlace[device] as number))];
  return places.flatMap((place) =>
    upsIn(graph, place).flatMap((ups) => {
      const telling = beliefs.tellings?.powerOf(ups) ?? null;
      if (!telling) return [];
      const [name, code] = [graph.deviceNames[ups] as string, graph.placeCodes[place]];
      if (telling.isOnBattery)
        return [item('ups-on-battery', 'for', name, `UPS ${name} of ${code} lives on its battery`, { at: telling.since })];
      // Long before the silence it says nothing of it.
      if (candidate.kind !== 'PLACE' || since === null || telling.readAt < since - POWER_READING_MS) return [];
      return [item('ups-on-mains', 'against', name, `UPS ${name} of ${code} had mains when it was read last`, { at: telling.readAt })];
    }),
  );
}

export function upsIn({ placeDevices, deviceRoles }: EvidenceCase['graph'], place: number): number[] {
  return Array.from(placeDevices.items.subarray(placeDevices.start[place], placeDevices.start[place + 1])).filter(
    (device) => deviceRoles[device] === 'UPS',
  );
}

/** Routers that say that they cannot reach what is silent: the way to each of them works. */
export function unreachables(given: EvidenceCase): EvidenceItem[] {
  const { graph, beliefs, silent, off } = given;
  const byRouter = new Map<string, number[]>();
  for (const device of silent) {
    const telling = beliefs.tellings?.rejectionOf(device) ?? null;
    if (!telling || !isSince(given, telling.at, 0)) continue;
    const list = byRouter.get(telling.router);
    if (list) list.push(telling.since);
    else byRouter.set(telling.router, [telling.since]);
  }
  const gone = new Set([...silent, ...off]);
  return [...byRouter]
    .sort(([a], [b]) => compareNatural(a, b))
    .map(([address, instants]) => {
      const device = beliefs.deviceByAddress?.(address) ?? -1;
      const who = device < 0 ? `${address} (no known device)` : `${graph.deviceNames[device]} (${address})`;
      const of = silent.length === 1 ? '' : ` for ${instants.length} of ${counted(silent.length, 'silent device')}`;
      const subject = device < 0 ? address : (graph.deviceNames[device] as string);
      // It answered for what it cannot reach, so the way to it is whole.
      const polarity: Polarity = device < 0 ? 'neutral' : gone.has(device) ? 'against' : 'for';
      const end = polarity === 'for' ? ': the way to it works' : '';
      return item('icmp-unreachable', polarity, subject, `${who} says destination unreachable${of}${end}`, {
        count: instants.length,
        at: earliest(instants),
      });
    });
}

/** Light that was low, or fell, before it was lost. */
export function lowLight(given: EvidenceCase): EvidenceItem[] {
  if (!isFibre(given) || !given.beliefs.lowLightAt) return [];
  const { graph, beliefs } = given;
  return ends(given).flatMap((end) => {
    const light = beliefs.lowLightAt?.(deviceAt(graph, end), portAt(graph, end)) ?? null;
    if (!light) return [];
    const fell = light.driftDb === null ? '' : `, ${light.driftDb.toFixed(1)} dB below its week`;
    const margin = light.marginDb === null ? '' : `, margin ${light.marginDb.toFixed(1)} dB`;
    const sentence = `light at ${graph.deviceNames[deviceAt(graph, end)]} ${portAt(graph, end)} was low: ${light.receiveDbm.toFixed(1)} dBm${fell}${margin}`;
    return [item('light-low', 'for', graph.linkCodes[end >> 1] as string, sentence, { at: light.since })];
  });
}
