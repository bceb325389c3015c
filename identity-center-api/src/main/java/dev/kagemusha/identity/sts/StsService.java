package dev.kagemusha.identity.sts;

import dev.kagemusha.auth.ErrorFamily;
import dev.kagemusha.auth.SigningProfile;
import dev.kagemusha.protocol.catalog.Protocols;
import dev.kagemusha.service.ActionTable;
import dev.kagemusha.service.Definition;
import dev.kagemusha.service.Environment;
import dev.kagemusha.service.Permission;
import dev.kagemusha.service.Service;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;

/** AWS STS. */
public final class StsService implements Service {
    @Override
    public String name() {
        return "sts";
    }

    @Override
    public Definition define(Environment environment) {
        return Definition.of("sts", StsClient.class)
                .protocols(Protocols.awsQuery())
                .signing(SigningProfile.of(ErrorFamily.QUERY, "sts"))
                .chapter(CallerIdentity.class, CallerIdentity::new)
                .actions(new ActionTable()
                        .open(GetCallerIdentityRequest.class) // even an explicit deny does not bind it, AWS documents
                        .on(
                                GetAccessKeyInfoRequest.class,
                                (request, call) -> Permission.of("sts:GetAccessKeyInfo", "*")));
    }
}
