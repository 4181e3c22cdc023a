import { keyOf, type NaiveNetwork, type Part, type Sight } from './naive.network.js';

/** One alert that must be told. */
export interface ExpectedAlert {
  readonly alertname: string;
  /** What is to be told as broken where nothing was told before. */
  readonly root: Part;
  /** All that would look the same, in the order that CONTRACT 3 wants. */
  readonly candidates: readonly Part[];
  /** Cameras that this takes away and the others alone do not: at least so many are behind it. */
  readonly leastCameras: number;
}

/** What must be told while something is broken. */
export interface Expectation {
  readonly sight: Sight;
  /** Each a whole answer; more than one where the evidence fits several smallest explanations. */
  readonly answers: readonly (readonly ExpectedAlert[])[];
  /** Most of what is asked is silent, or the poller's own device is. */
  readonly isBlind: boolean;
  /** Nothing but cameras can tell of it, and these are asked seldom. */
  readonly isSeenByCamerasAlone: boolean;
  /** Silent cameras: each is behind one alert. */
  readonly cameras: number;
}

/** More than this share silent, and less than that of it by one cause: the poller is blind (SEMANTICS). */
const BLIND_SHARE = 0.5;
const EXPLAINED_SHARE = 0.9;

/**
 * What is to be told of one or two broken things, found by trying: every single thing that could have darkened the first thing that is
 * dark, and where none is enough, every pair. CONTRACT 3: the smallest set that looks exactly the same, and all that would in its stead.
 */
export function expectationOf(network: NaiveNetwork, broken: readonly Part[], sound: Sight = network.look([])): Expectation {
  const sight = network.look(broken);
  const silent = network.silent(sight);
  const isSeenByCamerasAlone =
    silent.length > 0 && silent.every((device) => network.roles[device] === 'CAMERA') && !sight.reads.some((read) => read === 0);
  const found = { sight, isSeenByCamerasAlone, cameras: camerasOf(network, silent) };
  if (!sight.answers[network.poller]) return { ...found, answers: [[blindnessOf(network)]], isBlind: true };
  const explanations = smallestExplanations(network, sight, sound);
  if (isTooMuch(network, silent.length, explanations)) return { ...found, answers: [[blindnessOf(network)]], isBlind: true };
  return {
    ...found,
    answers: explanations.map((causes) => causes.map((cause) => alertOf(network, cause, causes, sight, broken))),
    isBlind: false,
  };
}

function blindnessOf({ document, poller }: NaiveNetwork): ExpectedAlert {
  const root: Part = { kind: 'DEVICE', code: document.devices[poller].name };
  return { alertname: 'PollerBlind', root, candidates: [root], leastCameras: 0 };
}

function isTooMuch(network: NaiveNetwork, silent: number, explanations: readonly (readonly Part[][])[]): boolean {
  const asked = Array.from(network.roles.keys()).filter((device) => network.isAsked(device)).length;
  if (silent <= asked * BLIND_SHARE) return false;
  const greatest = Math.max(0, ...explanations.flat().map(([first]) => network.silent(network.look([first])).length));
  return greatest < silent * EXPLAINED_SHARE;
}

/** Each explanation is its causes, and each cause all that would look the same in its stead, the likeliest first. */
function smallestExplanations(network: NaiveNetwork, sight: Sight, sound: Sight): Part[][][] {
  if (isSame(network, sound, sight)) return [[]];
  const inOrder = (parts: readonly Part[]) => [...parts].sort((x, y) => network.compare(x, y));
  const singles = suspects(network, sight, [], sound).filter(({ looks }) => isSame(network, looks, sight));
  if (singles.length > 0) return [[inOrder(singles.map(({ part }) => part))]];
  /** Per thing: those that explain all beside it. */
  const partners = new Map<string, Map<string, Part>>();
  const join = (a: Part, z: Part) => partners.set(keyOf(a), (partners.get(keyOf(a)) ?? new Map<string, Part>()).set(keyOf(z), z));
  for (const { part: first, looks } of suspects(network, sight, [], sound)) {
    for (const { part: second, looks: both } of suspects(network, sight, [first], looks)) {
      if (!isSame(network, both, sight)) continue;
      join(first, second);
      join(second, first);
    }
  }
  // Each of a pair is the likeliest of all that would do in its stead, beside the other.
  const instead = (key: string) => inOrder([...(partners.get(key)?.values() ?? [])]);
  return [...partners].flatMap(([key, mates]) =>
    [...mates.keys()]
      .filter((mate) => key < mate && keyOf(instead(mate)[0]) === key && keyOf(instead(key)[0]) === mate)
      .map((mate) => [instead(mate), instead(key)]),
  );
}

/** Single things that darken the first thing which these do not yet, and take nothing that is seen to work. */
function suspects(network: NaiveNetwork, sight: Sight, given: readonly Part[], looked: Sight): { part: Part; looks: Sight }[] {
  return blamable(network, sight, looked).flatMap((part) => {
    const looks = network.look([...given, part]);
    return takesTooMuch(network, looks, sight) ? [] : [{ part, looks }];
  });
}

function blamable(network: NaiveNetwork, sight: Sight, looked: Sight): readonly Part[] {
  for (let device = 0; device < network.deviceCount; device++)
    if (network.isAsked(device) && looked.answers[device] && !sight.answers[device]) return network.onWayTo(device, looked);
  const end = sight.reads.findIndex((read, i) => read === 0 && looked.reads[i] === 1);
  return end < 0 ? [] : network.darkening(end >> 1);
}

function takesTooMuch(network: NaiveNetwork, looks: Sight, sight: Sight): boolean {
  for (let device = 0; device < network.deviceCount; device++)
    if (network.isAsked(device) && sight.answers[device] && !looks.answers[device]) return true;
  return sight.reads.some((read, end) => read === 1 && looks.reads[end] !== 1);
}

function isSame(network: NaiveNetwork, x: Sight, y: Sight): boolean {
  for (let device = 0; device < network.deviceCount; device++)
    if (network.isAsked(device) && x.answers[device] !== y.answers[device]) return false;
  return x.reads.every((read, end) => read === y.reads[end]);
}

const CUT_NAMES = { CONDUIT: 'ConduitCut', SPAN: 'FibreSpanCut', LINK: 'LinkDown', DEVICE: 'DeviceDown', PLACE: 'PlaceDown' } as const;

function alertOf(
  network: NaiveNetwork,
  candidates: readonly Part[],
  causes: readonly (readonly Part[])[],
  sight: Sight,
  broken: readonly Part[],
): ExpectedAlert {
  const [first] = candidates;
  const others = causes.filter((cause) => cause !== candidates).map(([other]) => other);
  const lost = network.silent(sight);
  const without = network.look(others);
  /** Lost only because of this one. */
  const own = lost.filter((device) => without.answers[device]);
  const alone = network.silent(network.look([first]));
  const ordered = byTelling(network, candidates, alone, sight, broken);
  // README: a lone silent camera is told as itself, although its drop would look the same.
  const only = alone.length === 1 && network.roles[alone[0]] === 'CAMERA' ? network.document.devices[alone[0]].name : null;
  const isItself = only !== null && candidates.some(({ kind, code }) => kind === 'DEVICE' && code === only);
  const root: Part = isItself ? { kind: 'DEVICE', code: only } : ordered[0];
  const isIsolating = own.length > 0 || alone.length > 0;
  return {
    alertname: !isIsolating ? 'RedundancyLost' : isItself ? 'CameraDown' : CUT_NAMES[root.kind],
    root,
    candidates: ordered,
    leastCameras: camerasOf(
      network,
      alone.filter((device) => without.answers[device]),
    ),
  };
}

function camerasOf(network: NaiveNetwork, devices: readonly number[]): number {
  return devices.filter((device) => network.roles[device] === 'CAMERA').length;
}

/** What the OLTs tell of ONUs that left, where they agree, puts first what fits it. */
function byTelling(network: NaiveNetwork, candidates: readonly Part[], lost: readonly number[], sight: Sight, broken: readonly Part[]) {
  const told = new Set(lost.flatMap((device) => network.whyLeft(device, sight, broken) ?? []));
  if (told.size !== 1) return candidates;
  const fits = ({ kind }: Part) => (kind === 'DEVICE' || kind === 'PLACE') === told.has('power');
  return [...candidates.filter(fits), ...candidates.filter((part) => !fits(part))];
}
