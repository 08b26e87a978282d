// SPDX-License-Identifier: Apache-2.0
// The library registers its parts by decorators; what they need comes first.
import 'reflect-metadata';

export * from '@peculiar/x509';
