package dev.kagemusha.kms.operation;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.kms.access.KeyAccess;
import dev.kagemusha.kms.access.KeyPolicies;
import dev.kagemusha.kms.access.RequestQuotas;
import dev.kagemusha.kms.grant.Grants;
import dev.kagemusha.kms.key.Aliases;
import dev.kagemusha.kms.key.Imports;
import dev.kagemusha.kms.key.KeyStores;
import dev.kagemusha.kms.key.KeyTags;
import dev.kagemusha.kms.key.Keyring;
import dev.kagemusha.kms.key.Lifecycle;
import dev.kagemusha.kms.key.Regions;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Service;
import dev.kagemusha.service.ServiceFlag;
import software.amazon.awssdk.services.kms.KmsClient;

import java.time.Duration;
import java.util.List;

/** KMS, put together. */
public final class KmsService implements Service {
    static final String QUOTAS = "kms-request-quotas";

    private static final String NAME = "kms";
    private static final Duration SKEW = Duration.ofMinutes(5);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<ServiceFlag> flags() {
        return List.of(new ServiceFlag(
                QUOTAS,
                "on|off",
                "off",
                "refuse calls of KMS beyond AWS's request quotas (ThrottlingException)",
                KmsService::requireSwitch));
    }

    private static void requireSwitch(String value) {
        if (!value.equals("on") && !value.equals("off")) {
            throw new IllegalArgumentException("on or off");
        }
    }

    @Override
    public Definition define(Environment environment) {
        Keyring keyring = new Keyring(environment.store(), environment.jobs());
        RequestQuotas quotas =
                new RequestQuotas(environment.settings().get(QUOTAS, "off").equals("on"), environment.clock());
        Grants grants = new Grants(environment.store(), keyring);
        Parts parts = new Parts(
                keyring,
                new KeyAccess(keyring, quotas),
                grants,
                new Lifecycle(keyring, environment.jobs()),
                new Imports(keyring, environment.jobs()),
                new Regions(keyring),
                new Aliases(keyring),
                new KeyTags(keyring),
                new KeyStores(keyring),
                quotas);
        return Definition.of(NAME, KmsClient.class)
                .protocols(Protocols.awsJson11())
                .signing(SigningProfile.of(ErrorFamily.JSON, NAME).withSkew(SKEW))
                .resourcePolicies(new KeyPolicies(keyring, grants))
                .chapter(Keys.class, call -> new Keys(parts, call))
                .chapter(Naming.class, call -> new Naming(parts, call))
                .chapter(Permissions.class, call -> new Permissions(parts, call))
                .chapter(Rotating.class, call -> new Rotating(parts, call))
                .chapter(CustomStores.class, call -> new CustomStores(parts, call))
                .chapter(Encryption.class, call -> new Encryption(parts, call))
                .chapter(DataKeys.class, call -> new DataKeys(parts, call))
                .chapter(Signing.class, call -> new Signing(parts, call))
                .actions(Actions.table());
    }
}
