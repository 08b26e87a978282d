// SPDX-License-Identifier: Apache-2.0
// Program of the server under test: a whole house over the installation of DOSSIER_HOME, until its parent lets it go.
import { demoTokenTrust } from '@dossier/server/src/demo/index.ts';
import { openHouse } from '@dossier/server/src/house.ts';
import { homeOf, readConfig } from '@dossier/server/src/platform/config.ts';

// In the environment, so that workers take these tokens too.
Object.assign(process.env, await demoTokenTrust(homeOf(process.env)));
const house = await openHouse(readConfig({ ...process.env, PORT: '0' }, 'demo'));
process.once('disconnect', async () => {
  await house.close();
  process.exit();
});
process.send?.({ url: house.url });
