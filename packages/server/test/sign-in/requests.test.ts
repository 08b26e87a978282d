// SPDX-License-Identifier: Apache-2.0
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PersonaKey, personas } from '../../src/demo/index.ts';
import { factTypes, requests } from './requests.ts';
import { openWorld, type World } from './world.ts';

/** What the table refuses is right in every other way: somebody may make each of these requests. */
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.house.stop());

const who: Readonly<Record<string, PersonaKey>> = {
  'POST /': 'gp',
  'POST /DocumentReference': 'gp',
  'PATCH /DocumentReference/:id': 'gp',
  'PATCH /DocumentReference': 'gp',
  'POST /Patient/:id/$break-glass': 'stranger',
};

// These two are made, and taken, where the table is made ready.
const elsewhere = /accept-invitation|leave-delegation/;

// The document of this world says nothing in codes (faces/fhir/routes/facts.test.ts).
const isFact = (address: string): boolean => factTypes.some((type) => address === `GET /${type}/:id`);

let created = '';

it.each(Object.keys(requests).filter((address) => !elsewhere.test(address) && !isFact(address)))(
  '%s',
  async (address) => {
    const actor = personas[who[address] ?? 'dominique'].actor;
    // The first PATCH made a version of the document of its own name.
    const document = address === 'PATCH /DocumentReference' ? world.dominique.content : world.dominique.document;
    const consent = address === 'PUT /Consent/:id' ? created : world.dominique.consent;
    const { path, body, type } = requests[address]?.({ ...world.dominique, document, consent }) ?? { path: '/none' };
    const reply = await world.ask(undefined, path, {
      method: address.split(' ')[0] ?? '',
      headers: {
        authorization: `Bearer ${await world.mint(actor)}`,
        ...(type !== undefined && { 'content-type': type }),
      },
      ...(body !== undefined && { body }),
    });
    expect(reply.status, reply.text).toBeLessThan(300);
    if (address === 'POST /Consent') created = reply.json.id;
  },
);
