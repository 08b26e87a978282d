// SPDX-License-Identifier: Apache-2.0
// Writes the pages of docs/ that are generated from code. Needs Node 22.18 or newer.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configurationPage, errorsPage } from '../packages/server/src/platform/reference-pages.ts';

const docs = join(import.meta.dirname, '../docs');
await writeFile(join(docs, 'configuration.md'), configurationPage());
await writeFile(join(docs, 'errors.md'), errorsPage());
