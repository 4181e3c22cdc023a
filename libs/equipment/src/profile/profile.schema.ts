import { z } from 'zod';
import { ONU_DOWN_CAUSES, ONU_STATES, SENSOR_CLASSES, SENSOR_KINDS } from '../device.document.js';
import { parseReference, parseTemplate } from './reference.js';

/** What a profile may say. An engineer writes it, so each rule names what is wanted in words. */
const oid = z.string().regex(/^[0-2](\.\d{1,10})+$/, 'an object identifier in dotted numbers is wanted, quoted where it has one dot only');
/** `base` is the part of sysObjectID that the profile's `base` finds: vendors that give each product a subtree of its own repeat their tables in each. */
const basedOid = z
  .string()
  .regex(/^(?:base|[0-2])(?:\.\d{1,10})+$/, 'an object identifier in dotted numbers is wanted, or base and the numbers below it');
const name = z.string().regex(/^[a-zA-Z][a-zA-Z0-9]*$/, 'a name of letters and digits is wanted');
const text = z.string().min(1).max(255);

const reference = z
  .string()
  .refine((value) => parseReference(value) !== null, 'a reference is wanted: column, table.column, table[KEY].column');
const template = z
  .string()
  .max(255)
  .refine((value) => parseTemplate(value) !== null, 'a template is wanted: text with {references}');
const regex = z
  .string()
  .max(255)
  .transform((source, context) => {
    try {
      return new RegExp(source, 'u');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `a regular expression is wanted (${(error as Error).message})` });
      return z.NEVER;
    }
  });

const literal = z.union([z.number(), z.string()]);
const literals = z.union([literal, z.array(literal).min(1)]).transform((value) => (Array.isArray(value) ? value : [value]));

/** All of what is given must hold for the row: of a column, or of one number of its instance (1 the first, -1 the last). */
const condition = z
  .strictObject({
    column: reference.optional(),
    index: z.number().int().min(-99).max(99).optional(),
    is: literals.optional(),
    not: literals.optional(),
    above: z.number().optional(),
    below: z.number().optional(),
    matches: regex.optional(),
  })
  .refine((value) => (value.column === undefined) !== (value.index === undefined), 'either "column" or "index" is wanted');

const conditions = z.union([condition, z.array(condition)]).transform((value) => (Array.isArray(value) ? value : [value]));

/** Which port a row is about: one of these, tried in this order. */
const portFields = {
  ifIndex: template.optional(),
  entPhysicalIndex: template.optional(),
  ifName: template.optional(),
};

/** A limit that is a row of its own in another table, whose instance begins with the sensor's: the first that fits. */
const limitRow = z.strictObject({ in: name, value: reference, where: conditions.optional() });
const limitSource = z.union([z.number(), reference, limitRow]);
const limit = z
  .union([limitSource, z.array(limitSource).min(1)])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .optional();
const limits = z.strictObject({ low: limit, lowWarn: limit, highWarn: limit, high: limit });

export const SENSOR_UNITS_READ = ['dBm', 'W', 'mW', 'uW', 'nW', 'C', 'F', 'K'] as const;

const sensor = z
  .strictObject({
    class: z.enum(SENSOR_CLASSES),
    kind: z.enum(SENSOR_KINDS).optional(),
    from: name.optional(),
    value: reference.optional(),
    oid: basedOid.optional(),
    pattern: regex.optional(),
    lanes: z.string().min(1).max(3).optional(),
    scale: z.number().optional(),
    offset: z.number().optional(),
    unit: z.enum(SENSOR_UNITS_READ).optional(),
    of: z.array(reference).min(1).optional(),
    isFree: z.boolean().optional(),
    absent: literals.optional(),
    within: z.tuple([z.number(), z.number()]).optional(),
    where: conditions.optional(),
    unless: name.optional(),
    descr: template.optional(),
    limits: limits.optional(),
    limitScale: z.number().optional(),
    limitUnit: z.enum(SENSOR_UNITS_READ).optional(),
    ...portFields,
  })
  .refine((value) => (value.from === undefined) !== (value.oid === undefined), 'either "from" with "value", or "oid", is wanted')
  .refine((value) => value.from === undefined || value.value !== undefined, '"value" is wanted: the column that is read');

/** A table laid out as entPhySensorTable (RFC 3433): the row itself tells its type, scale and precision. */
const entitySensor = z.strictObject({
  from: name,
  type: reference,
  scale: reference,
  precision: reference,
  value: reference,
  status: reference.optional(),
  descr: template.optional(),
  limits: limits.optional(),
  ...portFields,
});

const source = z.union([
  z.strictObject({ oid: basedOid, pattern: regex.optional() }),
  z.strictObject({ from: z.enum(['sysDescr', 'sysName']), pattern: regex }),
  z.strictObject({ table: name, value: reference, where: conditions.optional(), pattern: regex.optional() }),
  z.strictObject({ text }),
]);
const sources = z.union([source, z.array(source).min(1)]).transform((value) => (Array.isArray(value) ? value : [value]));

const mapped = <Word extends string>(words: readonly [Word, ...Word[]]) =>
  z.strictObject({ column: reference, map: z.record(z.string(), z.enum(words)), otherwise: z.enum(words).optional() });

const onu = z.strictObject({
  from: name,
  id: template,
  state: mapped(ONU_STATES),
  cause: mapped(ONU_DOWN_CAUSES).optional(),
  serial: reference.optional(),
  description: reference.optional(),
  distanceMetres: reference.optional(),
  where: conditions.optional(),
  unless: name.optional(),
  ...portFields,
});

const neighbour = z.strictObject({
  from: name,
  protocol: z.enum(['lldp', 'cdp']),
  remoteHostname: z.array(reference).min(1),
  remotePort: z.array(reference).min(1),
  remotePortDescr: reference.optional(),
  remoteChassisId: reference.optional(),
  remoteMgmtAddr: reference.optional(),
  remoteSysDescr: reference.optional(),
  where: conditions.optional(),
  ...portFields,
});

export const TRAP_KINDS = ['sensorThreshold', 'onuDyingGasp', 'onuLossOfSignal', 'onuOnline', 'linkDown', 'linkUp', 'restart'] as const;

/** All of what is given must hold. `answers`: an object that only these devices have, for those that do not say what they are. */
const match = z
  .strictObject({ sysObjectID: oid.optional(), sysDescr: regex.optional(), notSysDescr: regex.optional(), answers: oid.optional() })
  .refine(
    ({ sysObjectID, sysDescr, answers }) => (sysObjectID ?? sysDescr ?? answers) !== undefined,
    'sysObjectID, sysDescr or answers is wanted',
  );

/** The head of a profile: enough to tell whether it is for a device. */
export const HEAD_SCHEMA = z.object({ match: z.union([z.literal('any'), z.array(match).min(1)]) });

export const PROFILE_SCHEMA = z.strictObject({
  vendor: text,
  mibs: z.array(text).min(1),
  match: z.union([z.literal('any'), z.array(match).min(1)]),
  /** Its first group, in sysObjectID, is what `base` means in the identifiers of this profile. */
  base: regex.optional(),
  device: z.strictObject({ vendor: sources, model: sources, serial: sources, software: sources }).partial().optional(),
  tables: z.record(name, z.strictObject({ oid: basedOid, columns: z.record(name, z.number().int().min(0).max(0xffff_ffff)) })).optional(),
  sensors: z.array(sensor).optional(),
  entitySensors: z.array(entitySensor).optional(),
  onus: z.array(onu).optional(),
  neighbours: z.array(neighbour).optional(),
  traps: z.record(oid, z.enum(TRAP_KINDS)).optional(),
});

export type ProfileContent = z.infer<typeof PROFILE_SCHEMA>;
export type SensorRule = z.infer<typeof sensor>;
export type EntitySensorRule = z.infer<typeof entitySensor>;
export type OnuRule = z.infer<typeof onu>;
export type NeighbourRule = z.infer<typeof neighbour>;
export type Condition = z.infer<typeof condition>;
export type Source = z.infer<typeof source>;
export type Match = z.infer<typeof match>;
export type LimitSource = z.infer<typeof limitSource>;
export type LimitsRule = z.infer<typeof limits>;
export type PortRule = { readonly [Field in keyof typeof portFields]?: string | undefined };
export type UnitRead = (typeof SENSOR_UNITS_READ)[number];
