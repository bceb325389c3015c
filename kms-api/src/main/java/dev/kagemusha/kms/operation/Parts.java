package dev.kagemusha.kms.operation;

import dev.kagemusha.kms.access.KeyAccess;
import dev.kagemusha.kms.access.RequestQuotas;
import dev.kagemusha.kms.grant.Grants;
import dev.kagemusha.kms.key.Aliases;
import dev.kagemusha.kms.key.Imports;
import dev.kagemusha.kms.key.KeyStores;
import dev.kagemusha.kms.key.KeyTags;
import dev.kagemusha.kms.key.Keyring;
import dev.kagemusha.kms.key.Lifecycle;
import dev.kagemusha.kms.key.Regions;

/** What the chapters share. */
record Parts(
        Keyring keyring,
        KeyAccess access,
        Grants grants,
        Lifecycle lifecycle,
        Imports imports,
        Regions regions,
        Aliases aliases,
        KeyTags tags,
        KeyStores stores,
        RequestQuotas quotas) {}
