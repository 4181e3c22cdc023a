/** JSON Schema (2020-12) of topology v1: a promise to users, so a change here is a new version of the format. */
export const TOPOLOGY_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Nadi topology v1',
  type: 'object',
  required: ['version', 'stations', 'devices', 'links'],
  additionalProperties: false,
  properties: {
    version: {
      const: 1,
    },
    stations: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'kind', 'name'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          kind: {
            enum: ['POLDA', 'POLRES', 'POLSEK', 'POLSUBSEKTOR'],
          },
          name: {
            $ref: '#/$defs/name',
          },
          parent: {
            type: ['string', 'null'],
          },
          formerNames: {
            type: 'array',
            items: {
              type: 'string',
            },
          },
          districtCodes: {
            type: 'array',
            items: {
              type: 'string',
            },
          },
          lat: {
            $ref: '#/$defs/lat',
          },
          lon: {
            $ref: '#/$defs/lon',
          },
          approximate: {
            type: 'boolean',
          },
        },
      },
    },
    owners: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'name'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          name: {
            $ref: '#/$defs/name',
          },
          contactName: {
            type: 'string',
          },
          phone: {
            type: 'string',
          },
          email: {
            type: 'string',
          },
        },
      },
    },
    buildings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'name', 'station'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          name: {
            $ref: '#/$defs/name',
          },
          station: {
            $ref: '#/$defs/code',
          },
          owner: {
            $ref: '#/$defs/code',
          },
          address: {
            type: 'string',
          },
          lat: {
            $ref: '#/$defs/lat',
          },
          lon: {
            $ref: '#/$defs/lon',
          },
        },
      },
    },
    accessPoints: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'kind'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          kind: {
            enum: ['JOINT_CLOSURE', 'ODC', 'ODP', 'HANDHOLE', 'MANHOLE', 'POLE', 'OTHER'],
          },
          name: {
            type: 'string',
          },
          lat: {
            $ref: '#/$defs/lat',
          },
          lon: {
            $ref: '#/$defs/lon',
          },
        },
      },
    },
    realms: {
      description: "Address spaces. Two devices may share an address only in different realms. 'default' always exists.",
      type: 'array',
      items: {
        type: 'object',
        required: ['code'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          name: {
            type: 'string',
          },
        },
      },
    },
    conduits: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          name: {
            type: 'string',
          },
        },
      },
    },
    spans: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'a', 'z'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          cable: {
            type: 'string',
          },
          a: {
            $ref: '#/$defs/code',
          },
          z: {
            $ref: '#/$defs/code',
          },
          lengthM: {
            type: 'number',
            minimum: 0,
          },
          conduit: {
            $ref: '#/$defs/code',
          },
          route: {
            description: '[lon, lat] points from a to z',
            type: 'array',
            items: {
              type: 'array',
              prefixItems: [
                {
                  $ref: '#/$defs/lon',
                },
                {
                  $ref: '#/$defs/lat',
                },
              ],
              minItems: 2,
              maxItems: 2,
            },
          },
        },
      },
    },
    devices: {
      type: 'array',
      items: {
        type: 'object',
        required: ['name', 'role', 'place'],
        additionalProperties: false,
        properties: {
          name: {
            $ref: '#/$defs/name',
          },
          role: {
            enum: ['ROUTER', 'SWITCH', 'OLT', 'ONU', 'NVR', 'CAMERA', 'UPS', 'SERVER'],
          },
          place: {
            $ref: '#/$defs/code',
          },
          address: {
            description: 'IPv4 or IPv6',
            type: 'string',
          },
          realm: {
            $ref: '#/$defs/code',
          },
          port: {
            type: 'integer',
            minimum: 1,
            maximum: 65535,
          },
          checks: {
            type: 'array',
            items: {
              enum: ['icmp', 'snmp', 'tcp', 'rtsp', 'onvif'],
            },
            uniqueItems: true,
          },
          credential: {
            description: 'The name of a stored credential; never the secret itself',
            type: 'string',
          },
          vendor: {
            type: 'string',
          },
          model: {
            type: 'string',
          },
          lat: {
            $ref: '#/$defs/lat',
          },
          lon: {
            $ref: '#/$defs/lon',
          },
          camera: {
            type: 'object',
            additionalProperties: false,
            properties: {
              headingDeg: {
                type: 'number',
              },
              fieldOfViewDeg: {
                type: 'number',
              },
              streetFacing: {
                type: 'boolean',
              },
              recorder: {
                type: 'string',
              },
              channel: {
                type: 'integer',
              },
              retentionDays: {
                type: 'number',
              },
              rtspPath: {
                type: 'string',
              },
            },
          },
        },
      },
    },
    links: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'a', 'z'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          a: {
            $ref: '#/$defs/end',
          },
          z: {
            $ref: '#/$defs/end',
          },
          spans: {
            type: 'array',
            items: {
              $ref: '#/$defs/code',
            },
          },
        },
      },
    },
    pollers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'attachedTo'],
        additionalProperties: false,
        properties: {
          code: {
            $ref: '#/$defs/code',
          },
          attachedTo: {
            $ref: '#/$defs/name',
          },
          realms: {
            type: 'array',
            items: {
              $ref: '#/$defs/code',
            },
          },
        },
      },
    },
  },
  $defs: {
    code: {
      type: 'string',
      minLength: 1,
      maxLength: 64,
      pattern: '^[A-Za-z0-9][A-Za-z0-9._:-]*$',
    },
    name: {
      type: 'string',
      minLength: 1,
      maxLength: 200,
    },
    lat: {
      type: 'number',
      minimum: -90,
      maximum: 90,
    },
    lon: {
      type: 'number',
      minimum: -180,
      maximum: 180,
    },
    end: {
      type: 'object',
      required: ['device'],
      additionalProperties: false,
      properties: {
        device: {
          $ref: '#/$defs/name',
        },
        interface: {
          type: 'string',
        },
      },
    },
  },
} as const;
