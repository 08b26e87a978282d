// SPDX-License-Identifier: Apache-2.0
// Program of the server under test: a whole house over the installation of DOSSIER_HOME, until its parent lets it go.
import { openHouse } from '@dossier/server/src/house.ts';
import { readConfig } from '@dossier/server/src/platform/config.ts';

const house = await openHouse(readConfig({ ...process.env, PORT: '0' }, 'demo'));
process.once('disconnect', async () => {
  await house.close();
  process.exit();
});
process.send?.({ url: house.url });
